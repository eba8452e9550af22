import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-mine-'));
const run = (...args: string[]) => rag(args, { cwd, env: { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none' } });
const put = (name: string, rows: object[]) => writeFileSync(join(cwd, name), rows.map((row) => JSON.stringify(row)).join('\n'));

const question = {
  question: 'How much is the fee for a late book?',
  positives: [{ text: 'The fee for a late book is twenty cents a day.' }],
};

beforeAll(async () => {
  cpSync(fileURLToPath(new URL('./fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  const { code, stderr } = await run('ingest', 'library');
  expect(code, stderr).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('rag mine writes rows and says what it found', async () => {
  put('questions.jsonl', [
    { ...question, answers: ['twenty cents'] },
    { ...question, question: 'Who founded the library?' },
  ]);
  const { code, stdout, stderr } = await run('mine', 'questions.jsonl', '--out', 'rows.jsonl', '--negatives', '2', '--same-source', '0');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^rows\.jsonl: 2 questions\nnegatives: \d hard, 0 of the same source, 0 random\nleft out, as they may be right: .*\nquestion-blind AUC: (–|[\d.]+) by words, (–|[\d.]+) by form\n$/,
  );
  expect(stderr).toContain('warning: no negative is of the same source');
  const rows = readFileSync(join(cwd, 'rows.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatchObject(question);
  for (const { text } of rows[0].negatives) expect(text).not.toContain('twenty cents');
});

test('--json, with invalid rows counted', async () => {
  put('mixed.jsonl', [question, { question: 'Who?', positives: [] }]);
  const { code, stdout } = await run('mine', 'mixed.jsonl', '--out', 'mixed-rows.jsonl', '--skip-invalid', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ out: 'mixed-rows.jsonl', questions: 1, kept: 0, invalid: 1 });
});

test.each([
  ['an option out of range', ['--negatives', '0'], /error: --negatives is "0"/],
  ['a share above 1', ['--random', '0.9'], /error: --random is "0\.9"\. the shares sum to more than 1/],
  ['no number', ['--depth', 'deep'], /error: --depth is "deep"/],
  ['an invalid row', [], /error: bad\.jsonl, row 1: positives: the row has no positive passage\.\nhint: .*--skip-invalid/],
])('%s: exit code 2 and what to correct', async (_, args, message) => {
  put('bad.jsonl', [{ question: 'Who?', positives: [] }]);
  const { code, stdout, stderr } = await run('mine', 'bad.jsonl', '--out', 'bad-rows.jsonl', ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
