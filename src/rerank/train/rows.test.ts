import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTrainingRows } from './read-rows.ts';
import type { TrainingRow } from './rows.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rows-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const row = {
  question: 'Who wrote Fidelio?',
  positives: [{ title: 'Fidelio', text: 'Fidelio is by Beethoven.', spans: [{ start: 14, end: 23 }] }],
  negatives: [{ text: 'Figaro is by Mozart.' }],
};

function put(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const putRows = (...rows: (object | string)[]) =>
  put('rows.jsonl', rows.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n'));

async function readAll(path: string, onInvalid?: (error: unknown) => void): Promise<TrainingRow[]> {
  const rows = [];
  for await (const each of readTrainingRows(path, { onInvalid })) rows.push(each);
  return rows;
}

test('rows are read as they are, blank lines aside; negatives may be missing', async () => {
  const yesNo = { id: 'q2', question: 'Is it\u2028an opera?', positives: [{ text: 'It is an opera.', answer: 'yes' }] };
  expect(await readAll(putRows(row, '', yesNo))).toEqual([row, { ...yesNo, negatives: [] }]);
});

test('a compressed file is read too', async () => {
  expect(await readAll(put('rows.jsonl.gz', gzipSync(JSON.stringify(row))))).toEqual([row]);
});

const [positive] = row.positives as [(typeof row.positives)[0]];
const withSpan = (start: number, end: number) => ({ ...row, positives: [{ ...positive, spans: [{ start, end }] }] });

describe('an invalid row is named by its number', () => {
  test.each<[string, object | string, RegExp]>([
    ['no JSON', '{"question": ', /not valid JSON/],
    ['an array', [], /expected object/],
    ['no positive', { ...row, positives: [] }, /positives: the row has no positive passage\./],
    ['no field "positives"', { question: 'Who?' }, /positives: .*expected array/],
    ['an empty question', { ...row, question: ' ' }, /question: the question is empty/],
    ['an empty positive', { ...row, positives: [{ text: '' }] }, /positives\[0\]\.text: the passage is empty/],
    ['an empty negative', { ...row, negatives: [{ text: 'Right.' }, { text: ' \n' }] }, /negatives\[1\]\.text: the passage is empty/],
    [
      'a passage that is positive and negative',
      { ...row, negatives: [{ text: ' Fidelio  is by\nBeethoven.' }] },
      /negatives\[0\]: the same passage/,
    ],
    [
      'a span beyond the text',
      withSpan(14, 25),
      /positives\[0\]\.spans\[0\]: the span 14–25 is not within the text, which has 24 characters/,
    ],
    ['a span of nothing', withSpan(3, 3), /the span 3–3 is not within/],
    ['a span before the text', withSpan(-1, 3), /positives\[0\]\.spans\[0\]\.start/],
    ['an answer other than yes or no', { ...row, positives: [{ text: 'It is.', answer: 'maybe' }] }, /positives\[0\]\.answer/],
  ])('%s', async (_, invalid, message) => {
    const path = putRows(row, '', invalid);
    await expect(readAll(path)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining('rows.jsonl, row 3') });
    await expect(readAll(path)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringContaining('--skip-invalid'),
    });
  });
});

test('invalid rows can be left out and counted', async () => {
  const errors: unknown[] = [];
  const path = putRows({ ...row, positives: [] }, row, 'no JSON', row);
  expect(await readAll(path, (error) => errors.push(error))).toEqual([row, row]);
  expect(errors).toMatchObject([{ message: expect.stringContaining('row 1') }, { message: expect.stringContaining('row 3') }]);
});

test('a span may end where the text ends, also behind a character of two units', async () => {
  const rows = [{ question: 'Which?', positives: [{ text: 'a 𝒳', spans: [{ start: 2, end: 4 }] }], negatives: [] }];
  expect(await readAll(putRows(...rows))).toEqual(rows);
});

describe('a file that cannot be used', () => {
  test.each([
    ['empty', () => put('rows.jsonl', '\n\n'), 'invalid-input', /holds no rows/],
    ['missing', () => join(directory, 'none.jsonl'), 'not-found', /none\.jsonl does not exist/],
    [
      'cut off',
      () => put('rows.jsonl.gz', gzipSync(JSON.stringify(row)).subarray(0, 40)),
      'unreadable-file',
      /rows\.jsonl\.gz cannot be read/,
    ],
    ['binary', () => put('rows.jsonl', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0)), 'unreadable-file', /rows\.jsonl/],
  ])('%s', async (_, make, code, message) => {
    await expect(readAll(make())).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
