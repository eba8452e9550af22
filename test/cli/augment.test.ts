import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TrainingRow } from '../../src/rerank/train/rows.ts';
import { type ScriptedRequest, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-augment-'));
const env = { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none' };
let server: ScriptedServer;
const run = (...args: string[]) => rag(['augment', '--llm', 'openai:writer', '--llm-base-url', server.url, ...args], { cwd, env });
const lines = (file: string) =>
  readFileSync(join(cwd, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Rephrases, and reads: the answer is the first number or name of the passage. */
function reply({ body: { messages } }: ScriptedRequest): string {
  if (messages[0]!.content.startsWith('Rewrite')) {
    return JSON.stringify({
      questions: [messages.at(-1)!.content.replace('Question: ', '').replace('Who wrote', 'Who was it that wrote')],
    });
  }
  return JSON.stringify({ answers: [{ answer: 'Beethoven', passage: 1, quote: 'Beethoven' }] });
}

beforeAll(async () => {
  server = await scriptedServer({ reply, models: ['writer'] });
  cpSync(fileURLToPath(new URL('./fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  const rows = [
    {
      id: 'q1',
      question: 'Who wrote Fidelio?',
      answers: ['Beethoven'],
      positives: [{ title: 'Fidelio', text: 'Beethoven wrote Fidelio.' }],
    },
    { question: 'Who sang it?', answers: ['Anna Milder'], positives: [{ text: 'Anna Milder sang it.' }] },
  ];
  writeFileSync(join(cwd, 'rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(cwd, 'store.jsonl'), '{"question": "How much is the fee for a late book?", "answers": ["twenty cents"]}');
  writeFileSync(join(cwd, 'bare.jsonl'), '{"question": "Who?"}');
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

test('rag augment writes rows to train on and to probe, reports what it left out, and asks nothing twice', async () => {
  const args = ['rows.jsonl', '--variants', 'rephrase', '--out', 'out.jsonl', '--report', 'left-out.jsonl'];
  const { code, stdout, stderr } = await run(...args);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(
    /^out\.jsonl: 2 questions, 1 variants\n\nvariant +kept +unchanged\nrephrase +1 +1\n\n\d+ requests, 0 of them cached/,
  );
  expect(lines('out.jsonl').map(({ id, question, origin }) => [id, question, origin?.labels])).toEqual([
    ['q1', 'Who wrote Fidelio?', undefined],
    ['q1/rephrase', 'Who was it that wrote Fidelio?', 'same-meaning'],
    [expect.stringMatching(/^[0-9a-f]{16}$/), 'Who sang it?', undefined],
  ]);
  for (const row of lines('out.jsonl')) expect(TrainingRow.safeParse(row).success).toBe(true);
  expect(lines('left-out.jsonl')).toMatchObject([{ question: 'Who sang it?', reason: 'unchanged' }]);

  const asked = server.requests.length;
  const again = await run(...args, '--json');
  expect(server.requests).toHaveLength(asked);
  const { variants, usage } = JSON.parse(again.stdout);
  expect([variants, usage.cached]).toEqual([1, usage.requests]);

  const ingested = await rag(['ingest', 'library'], { cwd, env });
  expect(ingested.code, ingested.stderr).toBe(0);
  const probed = await rag(
    ['probe', 'out.jsonl', '--out', 'records.jsonl', '--top', '1', '--llm', 'openai:writer', '--llm-base-url', server.url],
    { cwd, env },
  );
  expect(probed.stderr).toContain('records.jsonl: 3 questions');
});

test('without positives the gold passage comes from the store', async () => {
  const { code, stderr } = await run(
    'store.jsonl',
    '--variants',
    'rephrase,constraint',
    '--out',
    'store-out.jsonl',
    '--report',
    'store-left.jsonl',
  );
  expect(code, stderr).toBe(0);
  // The constraint was asked for, as there is a passage to read.
  expect(lines('store-left.jsonl').map(({ kind, reason }) => [kind, reason])).toEqual([
    ['rephrase', 'unchanged'],
    ['constraint', 'unchanged'],
  ]);
});

test.each([
  ['a kind that is none', ['rows.jsonl', '--out', 'x.jsonl', '--variants', 'haiku'], /error: --variants is "haiku"/],
  ['a row without labels', ['bare.jsonl', '--out', 'x.jsonl'], /error: bare\.jsonl, row 1: there is no label/],
  ['a threshold that is none', ['rows.jsonl', '--out', 'x.jsonl', '--entailment', '2'], /error: --entailment is "2"/],
  ['a file that is not there', ['none.jsonl', '--out', 'x.jsonl'], /error: .*none\.jsonl/],
])('%s: what to correct', async (_, args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
});
