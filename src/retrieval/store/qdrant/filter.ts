import type { Schemas } from '@qdrant/js-client-rest';
import { type Filter, ownFields, parseFilter } from '../../filter.ts';
import { parseIsoDate } from '../../iso-date.ts';
import { fact } from './facts.ts';
import { encodeKey, passagePointId } from './payload.ts';

type Condition = Schemas['Condition'];

const own: ReadonlySet<string> = new Set(ownFields);
const isPassage: Condition = { key: 'kind', match: { value: 'passage' } };
const nothing: Condition = { is_empty: { key: 'kind' } };

/**
 * Qdrant's form of a filter, for passages only (a collection also holds state entries).
 *
 * @throws AccordError `invalid-input` for a filter that is none
 */
export function toQdrantFilter(filter?: Filter): Schemas['Filter'] {
  return { must: filter === undefined ? [isPassage] : [isPassage, toCondition(parseFilter(filter))] };
}

function toCondition(filter: Filter): Condition {
  if ('and' in filter) return { must: filter.and.map(toCondition) };
  if ('or' in filter) return { should: filter.or.map(toCondition) };
  if ('not' in filter) return { must_not: [toCondition(filter.not)] };

  if ('eq' in filter) return oneOf(filter.field, [filter.eq]);
  if ('in' in filter) return oneOf(filter.field, filter.in);
  if ('exists' in filter) return filter.exists ? isFact(filter.field) : { must_not: [isFact(filter.field)] };
  return range(path(filter.field), filter);
}

function isFact(field: string): Condition {
  return { key: 'facts', match: { value: fact(field) } };
}

function oneOf(field: string, values: (string | number | boolean)[]): Condition {
  if (field === 'id') return { has_id: values.filter((value) => typeof value === 'string').map(passagePointId) };
  return { key: 'facts', match: { any: values.map((value) => fact(field, value)) } };
}

function range(key: string, { field, ...bounds }: Extract<Filter, { gt?: unknown }>): Condition {
  const given = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  const numbers = given.filter(([, bound]) => typeof bound === 'number');
  if (numbers.length === given.length) return { key, range: Object.fromEntries(numbers) };
  if (numbers.length > 0) return nothing;
  return { key: `dates.${quote(field)}`, range: Object.fromEntries(given.map(([name, bound]) => [name, parseIsoDate(String(bound))!])) };
}

function path(field: string): string {
  return own.has(field) ? field : `metadata.${quote(field)}`;
}

function quote(field: string): string {
  return `"${encodeKey(field)}"`;
}
