import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Reader } from '../../src/reader/reader.ts';
import { type ClapnqRow, runClapnq } from './run-clapnq.ts';

const data = mkdtempSync(join(tmpdir(), 'accord-clapnq-'));
const text = 'The sea is wide.';
const row = (id: string, answers: string[]) => ({
  id,
  question: `${id}?`,
  answers,
  contexts: [{ id: `p-${id}`, text, gold: answers.length > 0 }],
});

beforeAll(() => {
  mkdirSync(join(data, 'nq_gold'));
  const put = (part: string, rows: object[]) =>
    writeFileSync(join(data, 'nq_gold', `clapnq_dev_${part}.jsonl`), rows.map((each) => JSON.stringify(each)).join('\n'));
  put('answerable', [row('known', ['The sea is wide. It is blue.']), row('missed', ['The sea.'])]);
  put('unanswerable', [row('silent', []), row('invented', [])]);
  vi.stubEnv('RAG_DATA_DIR', data);
});
afterAll(() => rmSync(data, { recursive: true }));

/** Says one sentence of the passage and one of its own. */
const reader: Reader = {
  id: 'scripted',
  read: async () => [],
  async *compose({ question, passages }) {
    if (['missed?', 'silent?'].includes(question)) return { text: '', sentences: [] };
    yield text;
    const evidence = [{ passageId: passages[0]!.passage.id, start: 0, end: text.length }];
    const sentences = [
      { start: 0, end: text.length, evidence },
      { start: text.length + 1, end: text.length + 8, evidence: [] },
    ];
    return { text: `${text} So be.`, sentences };
  },
};

test('ROUGE-L with silence as 0, citations of what was said, abstention on both sides', async () => {
  const asked: string[][] = [];
  const nli = async (premise: string, hypothesis: string) => {
    asked.push([premise, hypothesis]);
    return { entailment: 0.9, contradiction: 0 };
  };
  const rows: ClapnqRow[] = [];
  const { metrics, questions } = await runClapnq(reader, nli, {}, { onRow: async (each) => void rows.push(each) });
  expect(questions).toEqual({ answerable: 2, unanswerable: 2 });
  // Of "the sea is wide so be" and "the sea is wide it is blue" 4 of 6 and 4 of 7 words are common.
  expect(metrics).toEqual({
    'ROUGE-L': expect.closeTo((8 / 13 + 0) / 2, 12),
    words: 6,
    cited: 0.5,
    entailed: 0.5,
    abstained: 0.5,
    'abstained (unanswerable)': 0.5,
  });
  expect(asked).toEqual([[text, text]]);
  expect(rows.map(({ id, answerable }) => [id, answerable])).toEqual([
    ['known', true],
    ['missed', true],
    ['silent', false],
    ['invented', false],
  ]);
});

test('a limit draws of both kinds', async () => {
  const nli = async () => ({ entailment: 0, contradiction: 0 });
  expect((await runClapnq(reader, nli, { limit: 1 })).questions).toEqual({ answerable: 1, unanswerable: 1 });
  await expect(runClapnq(reader, nli, { limit: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
});
