import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../src/answer.ts';
import { tinyModel } from '../tiny-model.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-feedback-'));
const env = { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none', RAG_RERANKER: 'none', RAG_READER: tinyModel };
const run = (...args: string[]) => rag(args, { cwd, env });
const put = (name: string, rows: object[]) => writeFileSync(join(cwd, name), rows.map((row) => JSON.stringify(row)).join('\n'));

let answer: Answer;
beforeAll(async () => {
  cpSync(fileURLToPath(new URL('../cli/fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  expect((await run('ingest', 'library')).code).toBe(0);
  answer = JSON.parse((await run('ask', 'How much is the fee for a late book?', '--json')).stdout) as Answer;
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('feedback is taken in, contradictions with both sides, and comes out as records', async () => {
  const [first, second] = answer.passages.map(({ passage }) => ({ answerId: answer.id, passageId: passage.id }));
  put('thumbs.jsonl', [
    { ...first, helpful: true },
    { ...first, helpful: false, at: '2026-01-01' },
    { ...second, helpful: false },
  ]);
  expect((await run('feedback', 'import', 'thumbs.jsonl')).stdout).toBe(
    '3 added, 0 known before, 1 contradict others (both sides are kept), 0 left out\n',
  );
  expect(JSON.parse((await run('feedback', 'import', 'thumbs.jsonl', '--json')).stdout)).toMatchObject({ added: 0, known: 3 });
  const { code, stdout, stderr } = await run('feedback', 'export', '--out', 'records.jsonl');
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'records.jsonl: 3 records\n', stderr: '' });
  const records = readFileSync(join(cwd, 'records.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toMatchObject([
    { signal: 'user', degree: 1, passage: { id: first!.passageId, text: expect.any(String) } },
    { degree: -1, outcomes: [{ at: '2026-01-01T00:00:00.000Z' }] },
    { degree: -1, passage: { id: second!.passageId } },
  ]);
  const report = await run('probe', '--report', 'records.jsonl');
  expect(report.stdout).toContain('1 passages are called both helpful and harmful; both sides are kept');
});

test('feedback on an unknown answer is refused as a whole, or left out and counted', async () => {
  const good = { answerId: answer.id, passageId: answer.passages[2]!.passage.id, helpful: true };
  put('mixed.jsonl', [good, { ...good, answerId: 'none' }]);
  const refused = await run('feedback', 'import', 'mixed.jsonl');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/error: No answer "none" is remembered\.\nhint: .*id that came with the answer/);
  const skipped = await run('feedback', 'import', 'mixed.jsonl', '--skip-invalid', '--json');
  expect(JSON.parse(skipped.stdout)).toEqual({ added: 1, known: 0, contradictory: 0, invalid: 1 });
});

test('--feedback none remembers nothing', async () => {
  const { code } = await run('ask', 'Who?', '--store', 'rag.sqlite', '--feedback', 'none');
  expect(code).toBe(0);
  const { code: failed, stderr } = await run('feedback', 'import', 'thumbs.jsonl', '--feedback', 'none');
  expect(failed).toBe(2);
  expect(stderr).toContain('No log of answers and feedback is named.');
  expect(existsSync(join(cwd, 'none'))).toBe(false);
});
