import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { probeRecord, userRecord } from '../../../test/preference-records.ts';
import { writeJsonLines } from '../../../test/write-json-lines.ts';
import type { AccordError } from '../../errors.ts';
import { preferenceRows } from './preference-rows.ts';
import { readPreferenceRecords } from './read-records.ts';
import { contentHash, type PreferenceRecord } from './record.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-preferences-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const fileOf = (rows: readonly object[]): string => writeJsonLines(scratch, `${Math.random()}.jsonl`, rows);
const read = async (rows: readonly object[], onInvalid?: (error: AccordError) => void): Promise<PreferenceRecord[]> => {
  const records: PreferenceRecord[] = [];
  for await (const record of readPreferenceRecords(fileOf(rows), onInvalid && { onInvalid })) records.push(record);
  return records;
};

const right = probeRecord({ outcomes: [['1970', '1969']] });
const judge: PreferenceRecord = {
  schemaVersion: 1,
  question: right.question,
  passage: right.passage,
  degree: 0.6,
  degreeUnit: 'verdict',
  reader: 'judge',
  signal: 'judge',
  outcomes: [{ useful: 0.8, reply: 'yes' }],
};

describe('files of records', () => {
  test('come back as they were written, whatever the signal', async () => {
    const gold = { ...judge, signal: 'gold', outcomes: [{ relevant: true }], reader: undefined };
    const rows = JSON.parse(JSON.stringify([right, userRecord(false), judge, gold])) as object[];
    expect(await read(rows)).toEqual(rows);
  });

  test.each([
    [
      'another version, whatever else it says',
      { ...right, schemaVersion: 2, signal: 'dream' },
      /row 1: schemaVersion: the record is of version 2, this release reads 1: update accord-rag, or probe again/,
    ],
    ['no version', { ...right, schemaVersion: undefined }, /version undefined, this release reads 1/],
    ['an unknown signal', { ...right, signal: 'dream' }, /signal/],
    ['no outcome', { ...right, outcomes: [] }, /outcomes/],
    ['a field that is none', { ...right, labels: 3 }, /labels/],
    ['a foreign hash', { ...right, passage: { ...right.passage, contentHash: 'x' } }, /passage\.contentHash: is no content hash/],
  ])('%s is refused by name', async (_, row, message) => {
    await expect(read([row])).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringMatching(message) });
    const errors: AccordError[] = [];
    expect(await read([row, right], (error) => errors.push(error))).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });
});

describe('rows to train on', () => {
  test('one a question, passages by falling degree', async () => {
    const { rows, contradictory } = await preferenceRows([
      probeRecord({ passage: 'harms', outcomes: [['1969', '']] }),
      probeRecord({ passage: 'same', outcomes: [['', '']] }),
      probeRecord({ passage: 'helps', outcomes: [['', '1969']] }),
      probeRecord({ question: 'q2', passage: 'helps', outcomes: [['', '1969']] }),
    ]);
    expect(rows.map(({ id, passages }) => [id, passages.map(({ id, degree, category }) => [id, degree, category])])).toEqual([
      [
        'q1',
        [
          ['helps', 1, 'aligned'],
          ['same', 0, 'both-incorrect'],
          ['harms', -1, 'unaligned'],
        ],
      ],
      ['q2', [['helps', 1, 'aligned']]],
    ]);
    expect(rows[0]).toMatchObject({ question: 'Question q1?', signal: 'probe', degreeUnit: 'answer' });
    expect(rows[0]!.passages[0]).toMatchObject({ title: 'Title', text: 'Text of helps.' });
    expect(contradictory).toBe(0);
  });

  test('degrees of different units and readers stay apart', async () => {
    const { rows } = await preferenceRows([
      right,
      probeRecord({ outcomes: [['', '1969']], likelihoods: [-2, -1] }),
      probeRecord({ outcomes: [['', '1969']], changes: { reader: 'other' } }),
      userRecord(true),
    ]);
    expect(rows.map(({ signal, degreeUnit }) => [signal, degreeUnit])).toEqual([
      ['probe', 'answer'],
      ['probe', 'nats-per-token'],
      ['probe', 'answer'],
      ['user', 'verdict'],
    ]);
  });

  test('both sides of contradictory feedback count', async () => {
    const even = await preferenceRows([userRecord(true), userRecord(false)]);
    expect(even).toMatchObject({ contradictory: 1, rows: [{ passages: [{ degree: 0 }] }] });
    expect(even.rows[0]!.passages[0]!.category).toBeUndefined();
    const mostly = await preferenceRows([userRecord(true), userRecord(false), userRecord(true)]);
    expect(mostly).toMatchObject({ contradictory: 1, rows: [{ passages: [{ degree: 1 / 3, category: 'aligned' }] }] });
  });

  test('texts that are left out come from the store, unchanged or not at all', async () => {
    const { text, ...reference } = right.passage;
    const record = { ...right, passage: reference };
    const stored = { id: 'p1', title: 'Title', text: text!, document: { id: 'p1' }, metadata: {} };
    const rowsWith = (passages: (typeof stored)[]) => preferenceRows([record], { get: async () => passages });
    expect((await rowsWith([stored])).rows[0]!.passages[0]).toMatchObject({ id: 'p1', title: 'Title', text });
    await expect(rowsWith([])).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('"p1"') });
    await expect(rowsWith([{ ...stored, text: 'Other.' }])).rejects.toMatchObject({ code: 'store-mismatch' });
    await expect(preferenceRows([record])).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('the hash tells title and text', () => {
  // printf 'Title\nText' | sha256sum
  expect(contentHash({ title: 'Title', text: 'Text' })).toBe('2c21b2810f4dce981862a2ada3aa1a4a');
  expect(contentHash({ text: 'Text' })).not.toBe(contentHash({ title: 'Title', text: 'Text' }));
});
