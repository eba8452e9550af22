import type { Passage } from '../passage.ts';
import type { Filter, OwnField } from './filter.ts';
import { parseIsoDate } from './iso-date.ts';

type Scalar = string | number | boolean;
type Range = Extract<Filter, { gt?: unknown }>;

/** What a filter reads of a passage. */
export type Filterable = Omit<Passage, 'text' | 'span'>;

const own: Record<OwnField, (passage: Filterable) => string | undefined> = {
  id: ({ id }) => id,
  title: ({ title }) => title,
  'document.id': ({ document }) => document.id,
  'document.version': ({ document }) => document.version,
  'document.uri': ({ document }) => document.uri,
  duplicateCluster: ({ duplicateCluster }) => duplicateCluster,
};

/** Whether the passage fulfils the filter; {@link Filter} says when it does. */
export function matches(filter: Filter, passage: Filterable): boolean {
  if ('and' in filter) return filter.and.every((part) => matches(part, passage));
  if ('or' in filter) return filter.or.some((part) => matches(part, passage));
  if ('not' in filter) return !matches(filter.not, passage);
  const values = valuesOf(filter.field, passage);
  if ('exists' in filter) return filter.exists === values.length > 0;
  if ('eq' in filter) return values.includes(filter.eq);
  if ('in' in filter) return values.some((value) => filter.in.includes(value));
  return values.some((value) => within(filter, value));
}

function valuesOf(field: string, passage: Filterable): Scalar[] {
  if (Object.hasOwn(own, field)) {
    const value = own[field as OwnField](passage);
    return value === undefined ? [] : [value];
  }
  const value = Object.hasOwn(passage.metadata, field) ? passage.metadata[field] : undefined;
  return (Array.isArray(value) ? value : [value]).filter((element) => element !== undefined && element !== null);
}

function within({ gt, gte, lt, lte }: Range, value: Scalar): boolean {
  return (
    (gt === undefined || compare(value, gt) > 0) &&
    (gte === undefined || compare(value, gte) >= 0) &&
    (lt === undefined || compare(value, lt) < 0) &&
    (lte === undefined || compare(value, lte) <= 0)
  );
}

/** Negative, zero or positive; NaN, which fulfils no comparison, where the two are of different kinds. */
function compare(value: Scalar, bound: number | string): number {
  if (typeof bound === 'number') return typeof value === 'number' ? value - bound : Number.NaN;
  return typeof value === 'string' ? (parseIsoDate(value) ?? Number.NaN) - (parseIsoDate(bound) ?? Number.NaN) : Number.NaN;
}
