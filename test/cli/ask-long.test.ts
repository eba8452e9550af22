import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedServer, scriptedServer } from '../scripted-server.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-long-'));
let server: ScriptedServer;
const run = (...args: string[]) => rag(args, { cwd, env: { RAG_CACHE: join(cwd, '.cache'), RAG_EMBEDDER: 'none' } });
const question = 'How much is the fee for a late book?';

/** Writes the first sentence of the first passage with its number, and one of its own. */
beforeAll(async () => {
  server = await scriptedServer({
    models: ['writer'],
    reply: ({ body: { messages } }) => {
      if (!messages[0]!.content.includes('two to five sentences')) return '{"answers": []}';
      const [, passage] = /<passage-\w+ 1>\n.*?\n(.*?)\n<\/passage/s.exec(messages.at(-1)!.content)!;
      return `${/^.*?\./s.exec(passage!)![0]} [1] Nothing supports zebras.`;
    },
  });
  cpSync(fileURLToPath(new URL('./fixtures/library', import.meta.url)), join(cwd, 'library'), { recursive: true });
  const { code, stderr } = await run('ingest', 'library');
  expect(code, stderr).toBe(0);
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

test('rag ask --long cites each sentence that a passage supports, and counts its tokens', async () => {
  const args = ['ask', question, '--long', '--no-rerank', '--llm', 'openai:writer', '--llm-base-url', server.url];
  const { code, stdout, stderr } = await run(...args);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^\S.*\. \[1\] Nothing supports zebras\.\n\n\[1\] /);
  const { sentences, text, citations, trace } = JSON.parse((await run(...args, '--json')).stdout);
  expect(sentences.map((sentence: { citations: number[] }) => sentence.citations)).toEqual([[1], []]);
  expect(text.startsWith(citations[0].quote)).toBe(true);
  // Short answer, memory, long answer.
  expect(trace.model).toMatchObject({ requests: 3, cached: 3 });
});

test('a reader that writes none: what to do', async () => {
  const { code, stderr } = await run('ask', question, '--long', '--no-rerank', '--reader', 'sentence');
  expect(code).toBe(2);
  expect(stderr).toMatch(/error: The reader sentence.* writes no long answers\.\nhint: .*--llm/);
});
