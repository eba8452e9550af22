import { z } from 'zod';
import { AccordError } from '../../errors.ts';
import { Metadata } from '../../passage.ts';
import { parseIsoDate } from '../iso-date.ts';

/** ISO 8601 in one form: a date, also one of a year or month only, stays as it is; a date-time becomes UTC. Undefined for other text. */
export function normaliseDate(text: string): string | undefined {
  const value = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T');
  const milliseconds = parseIsoDate(value);
  if (milliseconds === undefined) return undefined;
  return value.length <= 'YYYY-MM-DD'.length ? value : new Date(milliseconds).toISOString();
}

const date = z.string('must be an ISO 8601 date').transform((value, context) => {
  const normalised = normaliseDate(value);
  if (normalised === undefined)
    context.addIssue({ code: 'custom', message: 'is not an ISO 8601 date such as 2024-05-31 or 2024-05-31T12:00:00Z' });
  return normalised ?? value;
});
const text = z.union([z.string(), z.number()], 'must be a string').transform((value) => String(value).trim());
const name = text
  .refine((value) => value !== '', 'must not be empty')
  .refine((value) => !/\p{Surrogate}/u.test(value), 'must be valid Unicode');
const names = z
  .union([z.string().transform((value) => value.split(',')), z.array(z.string())], 'must be a list of names, or names separated by commas')
  .transform((values) => values.map((value) => value.trim()).filter((value) => value !== ''));
const number = z
  .union([z.number(), z.string().trim().min(1).transform(Number)], 'must be a number')
  .refine((value) => Number.isFinite(value), 'must be a number');

/** The fields with a meaning, as documents, columns, front matter and flags give them. */
const wellKnown = {
  id: name,
  title: text,
  version: name,
  source: name,
  url: name,
  publishedAt: date,
  validFrom: date,
  validTo: date,
  supersedes: name,
  authority: number,
  acl: names,
} satisfies z.ZodRawShape;
type WellKnown = keyof typeof wellKnown;

/** Other spellings, compared in lower case without `_` and `-`; `_id` is BEIR's. */
const aliases: Record<string, WellKnown> = { documentid: 'id', docid: 'id', date: 'publishedAt', published: 'publishedAt', uri: 'url' };
for (const key of Object.keys(wellKnown) as WellKnown[]) aliases[key.toLowerCase()] = key;

export interface Fields {
  id?: string | undefined;
  title?: string | undefined;
  version?: string | undefined;
  uri?: string | undefined;
  metadata: Metadata;
}

/**
 * Sorts raw fields into those with a meaning, type-checked, and free metadata; nested objects become dotted keys, null and empty
 * strings count as absent. `where` names the place for the error, e.g. `corpus.jsonl, row 17`.
 *
 * @throws AccordError `invalid-input` naming the place, the field and its value
 */
export function parseFields(raw: Record<string, unknown>, where: string): Fields {
  const known: Partial<Record<WellKnown, unknown>> = {};
  const metadata: Metadata = {};
  for (const [key, value] of flatten(raw, '')) {
    if (value === undefined || value === null || value === '') continue;
    const canonical = aliases[key.toLowerCase().replace(/[_-]/g, '')];
    if (canonical) {
      // The canonical spelling wins over an alias, whatever their order.
      if (key === canonical || known[canonical] === undefined) known[canonical] = check(wellKnown[canonical], value, key, where);
    } else {
      metadata[key] = check(Metadata.valueType, value, key, where);
    }
  }
  const { id, title, version, ...rest } = known as { id?: string; title?: string; version?: string } & Metadata;
  Object.assign(metadata, rest);
  return { id, title, version, uri: metadata.url as string | undefined, metadata };
}

function* flatten(object: Record<string, unknown>, prefix: string): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(object)) {
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value);
    // BEIR keeps everything else under `metadata`.
    if (nested) yield* flatten(value as Record<string, unknown>, prefix === '' && key === 'metadata' ? '' : `${prefix}${key}.`);
    else yield [prefix + key, value];
  }
}

function check(schema: z.ZodType, value: unknown, key: string, where: string): never | Metadata[string] {
  const result = schema.safeParse(value);
  if (result.success) return result.data as Metadata[string];
  const issue = result.error.issues[0]!;
  const reason = issue.code === 'custom' || issue.code === 'invalid_union' ? issue.message : `is not valid (${issue.message})`;
  const shown = JSON.stringify(value) ?? String(value);
  throw new AccordError(
    'invalid-input',
    `${where}: field "${key}" ${reason === 'Invalid input' ? 'must be a string, number, boolean or a list of those' : reason}; got ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}.`,
    'Correct the field, or skip and count such rows with --skip-invalid (option skipInvalid).',
  );
}
