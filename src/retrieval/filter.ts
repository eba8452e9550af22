import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.number(), z.string()]);

/**
 * A condition over a passage. `field` is a metadata key, or one of the passage's own fields `id`, `title`,
 * `document.id`, `document.version`, `document.uri`, `duplicateCluster`. Where the value is an array, `eq` and `in` hold when any
 * element matches. Range bounds: a number compares with numbers; a string must be an ISO 8601 date and compares with
 * values that are such dates. A missing field fulfils no condition but `exists: false`; empty arrays and null count as missing.
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

const field = z.string().min(1);

export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ field, eq: scalar }),
    z.strictObject({ field, in: z.array(scalar).min(1) }),
    z.strictObject({ field, exists: z.boolean() }),
    z.strictObject({ field, gt: bound.optional(), gte: bound.optional(), lt: bound.optional(), lte: bound.optional() }),
    z.strictObject({ and: z.array(Filter).min(1) }),
    z.strictObject({ or: z.array(Filter).min(1) }),
    z.strictObject({ not: Filter }),
  ]),
);
