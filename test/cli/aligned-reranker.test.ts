import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { tinyModel } from '../tiny-model.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-aligned-'));
let server: ScriptedServer;
const questions = [
  ['How much is the fee for a late book?', 'twenty cents'],
  ['How long may books be borrowed?', 'four weeks'],
  ['How long are films lent?', 'one week'],
  ['When is the oldest map from?', '1571'],
  ['Since when does the sound archive hold recordings of the town, on which floor?', '1934'],
  ['When is the library closed, and where do returned books go?', 'the last two weeks of August'],
] as const;

/** Knows nothing by itself, and reads what its passages hold. */
beforeAll(async () => {
  server = await scriptedServer({
    models: ['reader'],
    supports: { completions: false },
    reply({ body: { messages } }) {
      const prompt = messages.at(-1)!.content;
      const answer = questions.find(([question, right]) => prompt.includes(question) && prompt.includes(right))?.[1];
      return JSON.stringify({ answers: answer === undefined ? [] : [{ answer, passage: 1, quote: answer }] });
    },
  });
  cpSync(fileURLToPath(new URL('./fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  const rows = questions.map(([question, answer]) => JSON.stringify({ question, answers: [answer] }));
  writeFileSync(join(cwd, 'questions.jsonl'), rows.slice(0, 4).join('\n'));
  writeFileSync(join(cwd, 'heldout.jsonl'), rows.slice(4).join('\n'));
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

test('serve, probe, train, evaluate, use: from questions and documents to a reranker for one’s language model', async () => {
  const env = { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none', RAG_LLM: 'openai:reader', RAG_LLM_BASE_URL: server.url };
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await rag(args, { cwd, env });
    expect(code, `rag ${args[0]}: ${stderr}${stdout}`).toBe(0);
    return stdout;
  };
  await run('ingest', 'library');
  const probe = ['--baseline', 'closed-book', '--top', '3', '--out'];
  const summary = JSON.parse(await run('probe', 'questions.jsonl', ...probe, 'preferences.jsonl', '--json'));
  expect(summary.ranks[0].categories.aligned.count).toBeGreaterThan(0);

  cpSync(tinyModel, join(cwd, 'base'), { recursive: true });
  const small = ['--max-tokens', '48', '--batch-size', '2', '--base', 'base'];
  const trained = JSON.parse(await run('train', 'reranker', '--preferences', 'preferences.jsonl', '--out', 'aligned', ...small, '--json'));
  expect(trained.steps).toBeGreaterThan(0);

  await run('probe', 'heldout.jsonl', ...probe, 'heldout-preferences.jsonl');
  const compared = JSON.parse(await run('eval-reranker', 'heldout-preferences.jsonl', '--model', 'aligned', '--against', 'base', '--json'));
  expect(compared).toMatchObject({ questions: 2 });
  expect(compared.systems.map(({ system }: { system: string }) => system)).toEqual([
    'first stage',
    'against',
    'model',
    'model, logit alone',
  ]);

  const answer = JSON.parse(await run('ask', questions[0][0], '--reranker', 'aligned', '--json'));
  // Two steps of a tiny model order nothing: that it is used is all there is to see.
  expect(answer.trace.reranker).toContain('aligned');
  expect(answer.passages[0].scores.useful).toEqual(expect.any(Number));
}, 240_000);
