import { z } from 'zod';
import { AccordError } from '../errors.ts';
import { parseIsoDate } from './iso-date.ts';

/**
 * A condition over a passage. `field` is a metadata key, or one of the passage's own fields `id`, `title`,
 * `document.id`, `document.version`, `document.uri`, `duplicateCluster`. Where the value is an array, `eq`, `in` and a range hold when
 * any element fulfils them (all bounds of a range the same element). `eq` and `in` compare without conversion: 1 is not "1". Range bounds:
 * a number compares with numbers; a string must be an ISO 8601 date (see `parseIsoDate`) and compares with values that are such dates.
 * A missing field fulfils no condition but `exists: false`; null, and arrays without an element other than null, count as missing.
 */
export type Filter =
  | { field: string; eq: string | number | boolean }
  | { field: string; in: (string | number | boolean)[] }
  | {
      field: string;
      gt?: number | string | undefined;
      gte?: number | string | undefined;
      lt?: number | string | undefined;
      lte?: number | string | undefined;
    }
  | { field: string; exists: boolean }
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter };

/** Fields of a passage that a filter reads before it looks into the metadata. */
export const ownFields = ['id', 'title', 'document.id', 'document.version', 'document.uri', 'duplicateCluster'] as const;
export type OwnField = (typeof ownFields)[number];

const field = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.number(), z.string().refine((text) => parseIsoDate(text) !== undefined, 'no ISO 8601 date')]).optional();
const rangeOperators = ['gt', 'gte', 'lt', 'lte'] as const;

const equal = z.strictObject({ field, eq: scalar });
const oneOf = z.strictObject({ field, in: z.array(scalar).min(1) });
const exists = z.strictObject({ field, exists: z.boolean() });
const range = z
  .strictObject({ field, gt: bound, gte: bound, lt: bound, lte: bound })
  .refine((filter) => rangeOperators.some((operator) => filter[operator] !== undefined), 'no condition');

export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    equal,
    oneOf,
    exists,
    range,
    z.strictObject({ and: z.array(Filter).min(1) }),
    z.strictObject({ or: z.array(Filter).min(1) }),
    z.strictObject({ not: Filter }),
  ]),
);

const hint = 'A filter is {"field": …} with eq, in, exists or gt/gte/lt/lte, or {"and": […]}, {"or": […]}, {"not": …}.';

/**
 * Checks a filter that came from outside.
 *
 * @throws AccordError `invalid-input` that names the part which is wrong.
 * @example
 * parseFilter({ and: [{ field: 'acl', in: ['sales', 'all'] }, { field: 'publishedAt', gte: '2024-01-01' }] });
 */
export function parseFilter(input: unknown, path = 'filter'): Filter {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw invalid(path, input, 'is no object');
  const combination = (['and', 'or', 'not'] as const).find((key) => key in input);
  if (!combination) return parseCondition(input, path);
  if (Object.keys(input).length > 1) throw invalid(path, input, `has other keys beside "${combination}"`);
  const parts = (input as Record<string, unknown>)[combination];
  if (combination === 'not') return { not: parseFilter(parts, `${path}.not`) };
  if (!Array.isArray(parts) || parts.length === 0) throw invalid(`${path}.${combination}`, parts, 'is no list of filters');
  const filters = parts.map((part, index) => parseFilter(part, `${path}.${combination}[${index}]`));
  return combination === 'and' ? { and: filters } : { or: filters };
}

function parseCondition(input: object, path: string): Filter {
  const schema = 'eq' in input ? equal : 'in' in input ? oneOf : 'exists' in input ? exists : range;
  const result = (schema as z.ZodType<Filter>).safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const [name, value] = issue.path.reduce<[string, unknown]>(
    ([at, within], key) => [
      typeof key === 'number' ? `${at}[${key}]` : `${at}.${String(key)}`,
      (within as Record<PropertyKey, unknown>)[key],
    ],
    [path, input],
  );
  throw invalid(name, value, `is wrong: ${reason(issue)}`);
}

/** The message of a union is "Invalid input"; that of its last choice says more. */
function reason(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : undefined;
  return inner?.code === 'custom' ? inner.message : issue.message;
}

function invalid(path: string, value: unknown, what: string): AccordError {
  const shown = JSON.stringify(value) ?? String(value);
  return new AccordError('invalid-input', `${path} ${what}: ${shown.length > 200 ? `${shown.slice(0, 200)}…` : shown}`, hint);
}
