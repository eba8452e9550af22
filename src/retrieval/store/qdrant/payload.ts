import type { Metadata, Passage } from '../../../passage.ts';
import { parseIsoDate } from '../../iso-date.ts';
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
  /** Milliseconds since 1970 of each field whose value is an ISO 8601 date, under the filter's name of the field: what date ranges compare. */
  dates: Record<string, number[]>;
}

export function toPayload(passage: Passage, hashes: PassagePayload['hashes'], length: number): PassagePayload {
  const metadata = Object.fromEntries(Object.entries(passage.metadata).map(([key, value]) => [encodeKey(key), value]));
  return wellFormed({ ...passage, metadata, kind: 'passage', hashes, length, dates: datesOf(passage) });
}

export function toPassage({ kind: _kind, hashes: _hashes, length: _length, dates: _dates, metadata, ...passage }: PassagePayload): Passage {
  return {
    ...passage,
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [decodeKey(key), plainNumbers(value)])),
  };
}

/** Qdrant's paths quote a key but cannot escape a quote inside it, nor name an empty key. */
export function encodeKey(key: string): string {
  return key === '' ? '%' : key.replace(/["%]/g, encodeURIComponent);
}

function decodeKey(key: string): string {
  return key === '%' ? '' : decodeURIComponent(key.replace(/%(?!2[25])/g, '%25'));
}

function datesOf(passage: Passage): Record<string, number[]> {
  const { id, title, document, duplicateCluster } = passage;
  const own = {
    id,
    title,
    'document.id': document.id,
    'document.version': document.version,
    'document.uri': document.uri,
    duplicateCluster,
  };
  const dates: [string, number[]][] = [];
  for (const [field, value] of Object.entries({ ...passage.metadata, ...own })) {
    const strings = [value].flat().filter((element) => typeof element === 'string');
    const found = strings.map(parseIsoDate).filter((date) => date !== undefined);
    if (found.length > 0) dates.push([encodeKey(field), found]);
  }
  return Object.fromEntries(dates);
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
