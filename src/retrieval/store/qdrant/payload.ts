import type { Metadata, Passage } from '../../../passage.ts';
import { parseIsoDate } from '../../iso-date.ts';
import { factsOf, filterFields } from './facts.ts';
import { uuid5 } from './uuid.ts';

/** Namespaces of the point ids: a passage and a state entry of the same name are different points. */
const passageNamespace = '5a0c1c0e-3f0e-4b57-9d0c-6a3a1f6f2b11';
const stateNamespace = 'e1b6a8f4-27c3-4c5e-8f57-0d9b4c2e7a90';

/** Qdrant's point ids are UUIDs or integers: a passage's is made from its id, which stands in the payload. */
export function passagePointId(id: string): string {
  return uuid5(id, passageNamespace);
}

export function statePointId(key: string): string {
  return uuid5(key, stateNamespace);
}

/** Payload of a state entry's point, which has no vectors. */
export interface StatePayload {
  kind: 'state';
  key: string;
  value: string;
}

/** Payload of a passage's point. Metadata keys are {@link encodeKey encoded}. */
export interface PassagePayload extends Passage {
  kind: 'passage';
  /** Equal hashes of the passage mean that nothing has to be written, of the text that the vectors stay. */
  hashes: { passage: string; text: string };
  /** In terms. */
  length: number;
  /** What `eq`, `in` and `exists` look up. */
  facts: string[];
  /** Milliseconds since 1970 of each field whose value is an ISO 8601 date, under the filter's names: what date ranges compare. */
  dates: Record<string, number[]>;
}

export function toPayload(passage: Passage, hashes: PassagePayload['hashes'], length: number): PassagePayload {
  const metadata = Object.fromEntries(Object.entries(passage.metadata).map(([key, value]) => [encodeKey(key), value]));
  const fields = filterFields(passage);
  return wellFormed({ ...passage, metadata, kind: 'passage', hashes, length, facts: factsOf(fields), dates: datesOf(fields) });
}

export function toPassage(payload: PassagePayload): Passage {
  const { kind: _kind, hashes: _hashes, length: _length, facts: _facts, dates: _dates, metadata, ...passage } = payload;
  return {
    ...passage,
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [decodeKey(key), plainNumbers(value)])),
  };
}

/** Qdrant's paths quote a key but cannot escape anything inside the quotes, nor name an empty key. */
export function encodeKey(key: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what has to be encoded.
  return key === '' ? '%' : key.replace(/["\\%\u0000-\u001f]/g, encodeURIComponent);
}

function decodeKey(key: string): string {
  return key === '%' ? '' : decodeURIComponent(key);
}

function datesOf(fields: ReturnType<typeof filterFields>): PassagePayload['dates'] {
  const dates = fields.map(([field, values]): [string, number[]] => {
    const parsed = values.map((value) => (typeof value === 'string' ? parseIsoDate(value) : undefined));
    return [encodeKey(field), parsed.filter((date) => date !== undefined)];
  });
  return Object.fromEntries(dates.filter(([, found]) => found.length > 0));
}

/** JSON for Qdrant cannot hold half a surrogate pair; as in any UTF-8 file it becomes U+FFFD. */
function wellFormed<Value>(value: Value): Value {
  if (typeof value === 'string') return Buffer.from(value).toString() as Value;
  if (Array.isArray(value)) return value.map(wellFormed) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [wellFormed(key), wellFormed(item)])) as Value;
}

/** On Node ≥ 21 the client reads integers past 2⁵³ as bigint. */
function plainNumbers(value: Metadata[string]): Metadata[string] {
  const plain = <Item>(item: Item): Item | number => (typeof item === 'bigint' ? Number(item) : item);
  return Array.isArray(value) ? value.map(plain) : plain(value);
}
