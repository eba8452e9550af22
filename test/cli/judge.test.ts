import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedRequest, type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-judge-'));
let server: ScriptedServer;
const run = (...args: string[]) =>
  rag(['judge', '--llm', 'openai:judge', '--llm-base-url', server.url, ...args], {
    cwd,
    env: { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none' },
  });

/** Passages that speak of Beethoven help. */
function reply({ body }: ScriptedRequest): string {
  const prompt = body.messages.at(-1)!.content;
  if (!prompt.includes('JSON')) return prompt.includes('Beethoven') ? 'yes' : 'no';
  const lines = prompt.split('\n').filter((line) => /^\[\d+\] /.test(line));
  const numbers = lines.flatMap((line, i) => (line.includes('Beethoven') ? [i + 1] : []));
  return JSON.stringify({ answer: 'Beethoven', passages: numbers });
}

beforeAll(async () => {
  server = await scriptedServer({ reply, models: ['judge'] });
  cpSync(fileURLToPath(new URL('./fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  const passages = [
    { id: 'a', text: 'Fidelio was written by Beethoven.' },
    { id: 'b', title: 'Opera', text: 'Fidelio is sung in German.' },
  ];
  const rows = [
    { id: 'q1', question: 'Who wrote Fidelio?', answers: ['Beethoven'], passages },
    { question: 'Which language is Fidelio in?', candidates: passages.toReversed() },
  ];
  writeFileSync(join(cwd, 'rows.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(join(cwd, 'bad.jsonl'), '{"question": " "}\n');
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

test('rag judge judges the passages of a file, writes verdicts and records, and asks nothing twice', async () => {
  const args = ['rows.jsonl', '--form', 'set', '--samples', '3', '--out', 'verdicts.jsonl', '--records', 'records.jsonl'];
  const first = await run(...args);
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toMatch(/^2 questions, 4 passages, 2 chosen\n6 requests, .* 0 replies could not be read\n$/);
  const lines = (file: string) =>
    readFileSync(join(cwd, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(lines('verdicts.jsonl').map(({ id, verdicts }) => [id, verdicts[0].passageId, verdicts[0].useful, verdicts[1].useful])).toEqual([
    ['q1', 'a', 1, 0],
    ['2', 'b', 0, 1],
  ]);
  expect(lines('records.jsonl').map(({ signal, question, passage, degree }) => [signal, question.id, passage.id, degree])).toEqual([
    ['judge', 'q1', 'a', 1],
    ['judge', 'q1', 'b', -1],
    ['judge', '2', 'b', -1],
    ['judge', '2', 'a', 1],
  ]);
  const asked = server.requests.length;
  const again = await run(...args, '--json');
  expect(server.requests).toHaveLength(asked);
  const { cost, selected } = JSON.parse(again.stdout);
  expect({ selected, cached: cost.cached }).toEqual({ selected: 2, cached: cost.requests });
  const report = await rag(['probe', '--report', 'records.jsonl'], { cwd, env: {} });
  expect(report.stdout).toMatch(/^4 records of 2 questions: judge 4\n/);
});

test('a question is judged on passages of the store', async () => {
  const ingested = await rag(['ingest', 'library'], { cwd, env: { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none' } });
  expect(ingested.code, ingested.stderr).toBe(0);
  const { code, stdout, stderr } = await run('How much is the fee for a late book?', '--k', '2', '--form', 'pair');
  expect(code, stderr).toBe(0);
  // The model replies no letter: nothing is made of that.
  expect(stdout).toMatch(/unread/);
  expect(stdout).toMatch(/2 replies could not be read\n0 of 0 pairs depend on their order; 0 of 0 triples are cyclic\n$/);
});

test.each([
  ['a form that is none', ['rows.jsonl', '--form', 'vote'], 2, /error: --form is "vote"/],
  ['a row without a question', ['bad.jsonl'], 2, /error: bad\.jsonl, row 1: question: the question is empty/],
  ['a model that the server has not', ['rows.jsonl', '--llm', 'openai:other'], 2, /other/],
])('%s: what to correct', async (_, args, expected, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toMatch(message);
});
