import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scriptedServer } from '../scripted-server.ts';
import { tinyModel } from '../tiny-model.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-probe-'));
const run = (...args: string[]) => rag(args, { cwd, env: { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none', RAG_READER: tinyModel } });
const put = (name: string, rows: object[]) => writeFileSync(join(cwd, name), rows.map((row) => JSON.stringify(row)).join('\n'));

beforeAll(async () => {
  cpSync(fileURLToPath(new URL('./fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  const { code, stderr } = await run('ingest', 'library');
  expect(code, stderr).toBe(0);
  put('questions.jsonl', [
    { id: 'fee', question: 'How much is the fee for a late book?', answers: ['twenty cents'] },
    { question: 'Who founded the library?', answers: ['Johanna Strell'] },
  ]);
});
afterAll(() => rmSync(cwd, { recursive: true }));

test('rag probe writes records and summarizes them, as --report does', async () => {
  const probed = await run('probe', 'questions.jsonl', '--out', 'records.jsonl', '--top', '2', '--k', '3', '--repeats', '2');
  expect(probed.code, probed.stderr).toBe(0);
  expect(probed.stderr).toMatch(/records\.jsonl: 2 questions, 4 records, 2 requests to the reader\n$/);
  expect(probed.stdout).toMatch(/^4 records of 2 questions: probe 4\nby extractive\(tiny-bert\/int8\) 4\n\nrank +records +aligned, %/);
  expect(probed.stdout).toContain('flip rate ε');
  const rows = readFileSync(join(cwd, 'records.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ question, passage }) => [question.id, passage.rank])).toEqual([
    ['fee', 1],
    ['fee', 2],
    [expect.stringMatching(/^[0-9a-f]{16}$/), 1],
    [expect.stringMatching(/^[0-9a-f]{16}$/), 2],
  ]);
  const report = await run('probe', '--report', 'records.jsonl');
  expect(report.stdout).toBe(probed.stdout);
  const { stdout } = await run('probe', '--report', 'records.jsonl', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ records: 4, questions: 2, signals: { probe: 4 } });
});

test('rag probe --llm asks for as much as is wanted of a reply', async () => {
  const server = await scriptedServer({
    models: ['m'],
    reply: () => '{"answers": [{"answer": "twenty cents", "passage": 1, "quote": ""}]}',
  });
  const asked = ['--llm', 'openai:m', '--llm-base-url', server.url, '--baseline', 'closed-book', '--ranks', '1', '--no-likelihood'];
  const few = ['--llm-max-tokens', '24', '--llm-logprobs', 'no'];
  const probed = await rag(['probe', 'questions.jsonl', '--out', 'few.jsonl', ...asked, ...few], {
    cwd,
    env: { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none' },
  });
  await server.close();
  expect(probed.code, probed.stderr).toBe(0);
  expect(server.requests).toHaveLength(4);
  for (const { body } of server.requests) {
    expect(body.max_tokens).toBe(24);
    expect(body.logprobs).toBeUndefined();
  }
});

test.each([
  ['no questions', [], /error: Which questions to ask is missing\.\nhint: .*rag probe QUESTIONS --out FILE/],
  ['nowhere to write', ['questions.jsonl'], /error: Where the records go is missing/],
  ['ranks that are none', ['questions.jsonl', '--out', 'x.jsonl', '--ranks', '1,b'], /error: --ranks is "1,b"/],
  ['a second round of nothing', ['questions.jsonl', '--out', 'x.jsonl', '--round', '2'], /error: --round is 2, and no reranker is named/],
  ['a limit of nothing', ['questions.jsonl', '--out', 'x.jsonl', '--limit', '0'], /error: --limit is "0"/],
  ['a question without answer', ['bad.jsonl', '--out', 'x.jsonl'], /error: bad\.jsonl, row 1: answers: there is no answer/],
  [
    'a reader without memory asked for it',
    ['questions.jsonl', '--out', 'x.jsonl', '--baseline', 'closed-book'],
    /error: The reader .* knows nothing without passages/,
  ],
  [
    'records of another version',
    ['--report', 'newer.jsonl'],
    /error: newer\.jsonl, row 1: schemaVersion: the record is of version 9, this release reads 1/,
  ],
])('%s: exit code 2 and what to correct', async (_, args, message) => {
  put('bad.jsonl', [{ question: 'Who?', answers: [] }]);
  put('newer.jsonl', [{ schemaVersion: 9 }]);
  const { code, stdout, stderr } = await run('probe', ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});
