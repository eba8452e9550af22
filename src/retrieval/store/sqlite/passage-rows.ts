import { hash } from 'node:crypto';
import type { Metadata, Passage } from '../../../passage.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { Filterable } from '../../filter-match.ts';

/** Where a passage is indexed. */
export interface Place {
  block: number;
  position: number;
}

/** A row of `passage`, the metadata as the number of its row. */
export interface PassageRow extends Place {
  key: number;
  id: string;
  hash: Uint8Array;
  metadata: number;
  title: string | null;
  document_id: string;
  document_version: string | null;
  document_uri: string | null;
  span_start: number | null;
  span_end: number | null;
  duplicate_cluster: string | null;
}

type FullRow = Omit<PassageRow, 'metadata'> & { json: string; text: string | Uint8Array };

const selectFull =
  'SELECT passage.*, json, text FROM passage JOIN metadata ON metadata.id = metadata JOIN content ON content.passage = passage.key';

export function passageAt(database: Database, { block, position }: Place): Passage | undefined {
  const row = database.get<FullRow>(`${selectFull} WHERE block = ? AND position = ?`, block, position);
  return row && toPassage(row);
}

export function passageById(database: Database, id: string): Passage | undefined {
  const row = database.get<FullRow>(`${selectFull} WHERE passage.id = ?`, id);
  return row && toPassage(row);
}

/** The next passages in the order of their keys that fulfil a condition in SQL. */
export function passagesAfter(
  database: Database,
  key: number,
  limit: number,
  { where, values }: { where: string; values: string[] },
): { key: number; passage: Passage }[] {
  const sql = `${selectFull} WHERE key > ? ${where && `AND ${where}`} ORDER BY key LIMIT ?`;
  return database.all<FullRow>(sql, key, ...values, limit).map((row) => ({ key: row.key, passage: toPassage(row) }));
}

function toPassage(row: FullRow): Passage {
  const passage: Passage = { ...ownFieldsOf(row), text: readText(row.text), metadata: JSON.parse(row.json) as Metadata };
  if (row.span_start !== null && row.span_end !== null) passage.span = { start: row.span_start, end: row.span_end };
  return passage;
}

/** `node:sqlite` cuts texts off at a NUL when it reads them; bytes it leaves whole. */
export function storableText(text: string): string | Uint8Array {
  return text.includes('\0') ? Buffer.from(text) : text;
}

export function readText(stored: string | Uint8Array): string {
  return typeof stored === 'string' ? stored : Buffer.from(stored).toString();
}

/** The fields that filters read, without the metadata. */
export function ownFieldsOf(
  row: Pick<PassageRow, 'id' | 'title' | 'document_id' | 'document_version' | 'document_uri' | 'duplicate_cluster'>,
): Omit<Filterable, 'metadata'> {
  return {
    id: row.id,
    ...(row.title === null ? {} : { title: row.title }),
    document: {
      id: row.document_id,
      ...(row.document_version === null ? {} : { version: row.document_version }),
      ...(row.document_uri === null ? {} : { uri: row.document_uri }),
    },
    ...(row.duplicate_cluster === null ? {} : { duplicateCluster: row.duplicate_cluster }),
  };
}

/** The columns beside key, hash, place and metadata, in the order of {@link descriptiveColumns}. */
export function descriptiveValues({ title, document, span, duplicateCluster }: Passage): (string | number | null)[] {
  return [
    title ?? null,
    document.id,
    document.version ?? null,
    document.uri ?? null,
    span?.start ?? null,
    span?.end ?? null,
    duplicateCluster ?? null,
  ];
}

export const descriptiveColumns = [
  'title',
  'document_id',
  'document_version',
  'document_uri',
  'span_start',
  'span_end',
  'duplicate_cluster',
] as const;

/** Of all that is indexed: equal hashes need no new terms and no new vector. 16 bytes of SHA-256. */
export function indexedHash({ title, text }: Passage, vector: Float32Array | undefined): Uint8Array {
  const content = JSON.stringify([title ?? null, text]);
  const bytes = vector && new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return hash('sha256', bytes ? Buffer.concat([Buffer.from(content), bytes]) : content, 'buffer').subarray(0, 16);
}

/** Metadata as JSON that does not depend on the order of its keys. */
export function metadataJson(metadata: Metadata): string {
  const keys = Object.keys(metadata);
  return JSON.stringify(keys.length < 2 ? metadata : Object.fromEntries(keys.sort().map((key) => [key, metadata[key]])));
}
