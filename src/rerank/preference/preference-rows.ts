import { AccordError } from '../../errors.ts';
import type { Passage } from '../../passage.ts';
import { type Category, categoryOf } from './category.ts';
import { contentHash, type DegreeUnit, type PreferenceRecord } from './record.ts';

export interface PreferredPassage {
  id: string;
  title?: string | undefined;
  text: string;
  /** In the row's unit; above 0: it helps. */
  degree: number;
  /** None where verdicts are even. */
  category?: Category | undefined;
}

/** A question with its passages by falling degree, all of one signal, reader and baseline, so that their degrees can be compared: a row to train on. */
export interface PreferenceRow {
  /** Of the question. */
  id: string;
  question: string;
  signal: PreferenceRecord['signal'];
  degreeUnit: DegreeUnit;
  passages: PreferredPassage[];
}

export interface PreferenceRowsOptions {
  /** Looks up passages whose text a record leaves out. */
  get?: ((ids: string[]) => Promise<Passage[]>) | undefined;
}

export interface PreferenceRowsReport {
  rows: PreferenceRow[];
  /** Passages that records of the same kind call both helpful and harmful: their mean degree counts. */
  contradictory: number;
}

/**
 * Preference records as rows to train on. Several records of a passage become one: their mean degree, and the category of the most.
 *
 * @throws AccordError `not-found` for a passage that neither its record nor the store has, `store-mismatch` where its content has changed since
 * @example
 * const { rows } = await preferenceRows(readPreferenceRecords('preferences.jsonl'));
 */
export async function preferenceRows(
  records: Iterable<PreferenceRecord> | AsyncIterable<PreferenceRecord>,
  { get }: PreferenceRowsOptions = {},
): Promise<PreferenceRowsReport> {
  const rows = new Map<string, { head: PreferenceRecord; passages: Map<string, PreferenceRecord[]> }>();
  for await (const record of records) {
    const key = rowKey(record);
    const row = rows.get(key) ?? { head: record, passages: new Map() };
    rows.set(key, row);
    const { contentHash: content } = record.passage;
    row.passages.set(content, [...(row.passages.get(content) ?? []), record]);
  }
  const lists = [...rows.values()];
  const texts = await lookUp(
    lists.flatMap(({ passages }) => [...passages.values()].map(([record]) => record!.passage)),
    get,
  );
  return {
    rows: lists.map(({ head, passages }) => ({
      id: head.question.id,
      question: head.question.text,
      signal: head.signal,
      degreeUnit: head.degreeUnit,
      passages: [...passages.values()].map((group) => merge(group, texts)).sort((a, b) => b.degree - a.degree),
    })),
    contradictory: lists.reduce((sum, { passages }) => sum + [...passages.values()].filter(isContradictory).length, 0),
  };
}

function rowKey(record: PreferenceRecord): string {
  const { signal, question, degreeUnit } = record;
  const reader = 'reader' in record ? record.reader : '';
  return JSON.stringify([question.id, question.text, signal, degreeUnit, reader, signal === 'probe' ? record.baseline : '']);
}

export function isContradictory(records: readonly PreferenceRecord[]): boolean {
  return records.some(({ degree }) => degree > 0) && records.some(({ degree }) => degree < 0);
}

function merge(records: readonly PreferenceRecord[], texts: ReadonlyMap<string, Passage>): PreferredPassage {
  const [{ passage }] = records as [PreferenceRecord];
  const { title, text } = passage.text === undefined ? texts.get(passage.contentHash)! : { title: passage.title, text: passage.text };
  const degree = records.reduce((sum, record) => sum + record.degree, 0) / records.length;
  const category = commonCategory(records);
  return { id: passage.id, ...(title !== undefined && { title }), text, degree, ...(category && { category }) };
}

/** That of the most records; none where two are equally common. */
function commonCategory(records: readonly PreferenceRecord[]): Category | undefined {
  const votes = new Map<Category, number>();
  for (const record of records) {
    const category = categoryOf(record);
    if (category) votes.set(category, (votes.get(category) ?? 0) + 1);
  }
  const [first, second] = [...votes].sort((a, b) => b[1] - a[1]);
  return first && first[1] !== second?.[1] ? first[0] : undefined;
}

/** Texts by content hash. */
async function lookUp(passages: readonly PreferenceRecord['passage'][], get: PreferenceRowsOptions['get']): Promise<Map<string, Passage>> {
  const wanted = new Map(passages.flatMap(({ id, text, contentHash: content }) => (text === undefined ? [[id, content] as const] : [])));
  const found = new Map<string, Passage>();
  if (wanted.size === 0) return found;
  for (const passage of (await get?.([...wanted.keys()])) ?? []) {
    const content = contentHash(passage);
    if (content !== wanted.get(passage.id)) {
      throw new AccordError(
        'store-mismatch',
        `The passage "${passage.id}" has changed since it was probed.`,
        'Probe again, or use the store that was probed.',
      );
    }
    found.set(content, passage);
    wanted.delete(passage.id);
  }
  const [missing] = wanted.keys();
  if (missing === undefined) return found;
  throw new AccordError(
    'not-found',
    `${wanted.size} passages are recorded without their text, "${missing}" for one, and are in no store at hand.`,
    'Name the store that was probed (--store), or probe with the texts of the passages.',
  );
}
