import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { HashEmbedder } from '../../test/hash-embedder.ts';
import { type ScriptedRequest, scriptedServer } from '../../test/scripted-server.ts';
import { tinyModel } from '../../test/tiny-model.ts';
import { shippedModel } from '../rerank/shipped-model.ts';
import type { PassageStore } from '../retrieval/store/store.ts';
import { Config } from './config/schema.ts';
import { openPipeline } from './open-pipeline.ts';

const texts = ['the river runs to the sea', 'fidelio is an opera by beethoven', 'the town'];
const depths: number[] = [];
const warmed: unknown[] = [];
const store: Pick<PassageStore, 'retrieve' | 'count' | 'warm'> = {
  warm: async (mode) => void warmed.push(mode),
  count: async (filter) => Number(JSON.stringify(filter).includes('law')),
  async retrieve(_query, { k }) {
    depths.push(k);
    return texts.map((text, i) => ({ passage: { id: `p${i}`, text, document: { id: text }, metadata: {} }, scores: {}, ranks: {} }));
  },
};
const embedder = new HashEmbedder();
const open = (config: Partial<Parameters<typeof openPipeline>[0]>) =>
  openPipeline({ ...Config.parse({ k: 2 }), ...config }, store, embedder);

test('a model directory ranks and reads', async () => {
  const { pipeline, reranker } = await open({ reranker: tinyModel, reader: tinyModel, depth: 7 });
  const { trace, passages } = await pipeline.answer('who is it');
  expect(trace).toMatchObject({ reranker: 'cross-encoder(tiny-bert/int8)', reader: 'extractive(tiny-bert/int8)', retrieved: 3, read: 2 });
  expect(reranker!.id).toBe(trace.reranker);
  expect(passages.map(({ scores }) => scores.useful)).toEqual(Array(3).fill(expect.any(Number)));
  expect(depths.pop()).toBe(7);
});

test('the store is warm in the mode that questions use', async () => {
  await open({ reranker: 'none', reader: 'sentence', retriever: 'bm25' });
  expect(warmed.at(-1)).toBe('bm25');
});

test('neither is needed', async () => {
  const { pipeline, reranker } = await open({ reranker: 'none', reader: 'sentence' });
  const { trace } = await pipeline.answer('who is it');
  expect([trace.reranker, trace.reader, reranker]).toEqual([undefined, `sentence(${embedder.id})`, undefined]);
  expect(depths.pop()).toBe(2);
});

test('the default is the shipped model, and where there is none the sentence reader alone', async () => {
  const { trace } = await (await open({})).pipeline.answer('who is it');
  const expected = shippedModel() ? { reranker: 'cross-encoder(minilm-reader/int8)', reader: 'extractive(minilm-reader/int8)' } : {};
  expect(trace).toMatchObject({ reader: `sentence(${embedder.id})`, ...expected });
});

test.each([{ reranker: '/no/such/model' }, { reader: '/no/such/model' }])('%j names the directory', async (config) => {
  await expect(open(config)).rejects.toMatchObject({ code: 'model-missing', message: expect.stringContaining('/no/such/model') });
});

test('the policy is that of the settings; a source that the store lacks is refused by name', async () => {
  const { pipeline } = await open({ reranker: 'none', reader: 'sentence', policy: { risk: 0 }, dial: 0.7 });
  expect((await pipeline.answer('who is it')).abstained).toBe(true);
  const unknown = open({ reranker: 'none', reader: 'sentence', sources: ['law > blgo'] });
  await expect(unknown).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining('"blgo"') });
});

test('a language model reads, where one is named and no other reader', async () => {
  vi.stubEnv('RAG_CACHE', mkdtempSync(join(tmpdir(), 'accord-llm-')));
  const reply = ({ body }: ScriptedRequest) =>
    body.messages[0]!.content.startsWith('Rewrite')
      ? 'Who wrote fidelio?'
      : '{"answers": [{"answer": "beethoven", "passage": 2, "quote": ""}]}';
  const server = await scriptedServer({ reply, logprob: () => -0.1 });
  try {
    const named = { llm: 'openai:scripted', llmBaseUrl: server.url, reranker: 'none' };
    const { pipeline } = await open(named);
    const history = [{ question: 'What is fidelio?', answer: 'an opera' }];
    const answer = await pipeline.answer('who wrote it', { history });
    expect(answer.citations).toMatchObject([{ passageId: 'p1', quote: 'beethoven' }]);
    // The question rewritten, the passages, and from memory.
    expect(answer.trace).toMatchObject({ standalone: 'Who wrote fidelio?', model: { requests: 3, cached: 0, fallbacks: [] } });
    const again = await (await open(named)).pipeline.answer('who wrote it', { history });
    expect(again.trace.model).toMatchObject({ requests: 3, cached: 3, tokens: { prompt: 0, completion: 0 } });
    expect(server.requests).toHaveLength(3);
    expect((await (await open({ ...named, reader: 'sentence' })).pipeline.answer('who')).trace.reader).toMatch(/^sentence/);
    await expect(open({ reader: 'chat' })).rejects.toMatchObject({ code: 'invalid-config', message: 'No language model is named.' });
    await expect(open({ ...named, llm: 'anthropic:m' })).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringContaining('address'),
    });
  } finally {
    vi.unstubAllEnvs();
    await server.close();
  }
});
