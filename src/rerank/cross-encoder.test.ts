import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { changedModel, tinyModel } from '../../test/tiny-model.ts';
import { inferenceWorker } from '../nn/session/inference-worker.ts';
import type { ScoredPassage } from '../passage.ts';
import { crossEncoder } from './cross-encoder.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-rerank-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const { cases } = JSON.parse(readFileSync(join(tinyModel, '../scores.json'), 'utf8')) as {
  cases: { question: string; passage: string; logits: number[] }[];
};

const scored = (id: string, text: string, title?: string): ScoredPassage => ({
  passage: { id, text, title, document: { id }, metadata: {} },
  scores: { bm25: 3 },
  ranks: { bm25: 1 },
});
const texts = ['the river runs to the sea', 'fidelio is an opera by beethoven', 'a b c', 'the town', 'who is it', 'sea'];
const passages = texts.map((text, i) => scored(`p${i}`, text));
const ids = (ranked: ScoredPassage[]) => ranked.map(({ passage }) => passage.id);

const reranker = await crossEncoder({ model: tinyModel, precision: 'fp32' });

test('logits are those of transformers, useful their sigmoid', async () => {
  for (const { question, passage, logits } of cases) {
    const [only] = await reranker.rank(question, [scored('p', passage)]);
    expect(only!.scores.logit).toBeCloseTo(logits[0]!, 4);
    expect(only!.scores.useful).toBeCloseTo(1 / (1 + Math.exp(-logits[0]!)), 4);
  }
});

test('orders by usefulness and keeps what earlier stages said', async () => {
  const before = structuredClone(passages);
  const ranked = await reranker.rank('where is the sea', passages);
  expect([...ids(ranked)].sort()).toEqual(ids(passages));
  ranked.forEach(({ scores, ranks }, i) => {
    expect(scores).toEqual({ bm25: 3, logit: expect.any(Number), useful: expect.any(Number) });
    expect(ranks).toEqual({ bm25: 1, logit: i + 1, useful: i + 1 });
    if (i > 0) expect(scores.useful).toBeLessThanOrEqual(ranked[i - 1]!.scores.useful!);
  });
  expect(passages).toEqual(before);
});

test('the order does not depend on the order of the candidates', async () => {
  const forwards = await reranker.rank('where is the town', passages);
  const copies = passages.map(({ passage, ...rest }) => ({ ...rest, passage: { ...passage } }));
  expect(ids(await reranker.rank('where is the town', copies.toReversed()))).toEqual(ids(forwards));
});

test('the title is read', async () => {
  const [plain, titled] = await Promise.all([
    reranker.rank('who', [scored('p', 'a b c')]),
    reranker.rank('who', [scored('p', 'a b c', 'the river')]),
  ]);
  expect(plain[0]!.scores.logit).not.toBe(titled[0]!.scores.logit);
});

test('first-stage scores count as the model says, where the list has them', async () => {
  const combine = [
    { features: ['logit', 'dense'], weights: [2, 5], bias: -1 },
    { features: ['logit'], weights: [3], bias: 0.5 },
  ];
  const model = changedModel(join(scratch, 'combined'), { config: { accord: { combine } } });
  const combined = await crossEncoder({ model, precision: 'fp32' });
  const odds = ({ scores: { useful } }: ScoredPassage) => Math.log(useful! / (1 - useful!));
  const dense = passages.map((candidate, i) => ({ ...candidate, scores: { dense: i / 10 } }));
  for (const ranked of await combined.rank('where', dense)) {
    expect(odds(ranked)).toBeCloseTo(2 * ranked.scores.logit! + 5 * ranked.scores.dense! - 1, 3);
  }
  for (const ranked of await combined.rank('where', passages)) {
    expect(odds(ranked)).toBeCloseTo(3 * ranked.scores.logit! + 0.5, 3);
  }
});

test('topN, minUseful, no passages', async () => {
  const all = await reranker.rank('who', passages);
  expect(ids(await reranker.rank('who', passages, { topN: 2 }))).toEqual(ids(all).slice(0, 2));
  expect(await reranker.rank('who', [])).toEqual([]);
  const floor = all[2]!.scores.useful!;
  const strict = await crossEncoder({ model: tinyModel, precision: 'fp32', minUseful: floor });
  expect(ids(await strict.rank('who', passages))).toEqual(ids(all).slice(0, 3));
});

test('the same question reads a passage once', async () => {
  const run = vi.spyOn(inferenceWorker, 'run');
  const fresh = texts.map((text, i) => scored(`q${i}`, text));
  const first = await reranker.rank('how far', fresh.slice(0, 4));
  await reranker.rank('how far', fresh);
  expect(run.mock.calls.map(([, inputs]) => inputs.length)).toEqual([4, 2]);
  expect(ids(await reranker.rank('how far', fresh.slice(0, 4)))).toEqual(ids(first));
  await reranker.rank('how near', fresh.slice(0, 1));
  expect(run).toHaveBeenCalledTimes(3);
  run.mockRestore();
});

describe('refuses', () => {
  test('an empty question, a bad topN', async () => {
    await expect(reranker.rank('  ', passages)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(reranker.rank('who', passages, { topN: 1.5 })).rejects.toMatchObject({ code: 'invalid-input', message: 'topN is 1.5.' });
  });

  test('unknown and bad options', async () => {
    await expect(crossEncoder({ model: tinyModel, minUseful: 2 })).rejects.toMatchObject({ code: 'invalid-config' });
    await expect(crossEncoder({ model: tinyModel, ...{ speed: 1 } })).rejects.toMatchObject({ code: 'invalid-config' });
  });

  test('an aborted request', async () => {
    const signal = AbortSignal.abort();
    await expect(reranker.rank('who', passages, { signal })).rejects.toMatchObject({ code: 'aborted' });
    const abort = new AbortController();
    const many = Array.from({ length: 400 }, (_, i) => scored(`m${i}`, 'the river runs to the sea '.repeat(40)));
    const run = reranker.rank('where', many, { signal: abort.signal });
    setTimeout(() => abort.abort(), 5);
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a model of something else', async () => {
    const id2label = { 0: 'entailment', 1: 'neutral', 2: 'contradiction', 3: 'other' };
    const nli = changedModel(join(scratch, 'nli'), { config: { id2label } });
    await expect(crossEncoder({ model: nli })).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('entailment, neutral'),
    });
  });

  test('a foreign combination', async () => {
    const model = changedModel(join(scratch, 'foreign'), { config: { accord: { combine: { dense: 1 } } } });
    await expect(crossEncoder({ model })).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('combine'),
    });
  });

  test('weights that give no number, naming the passage', async () => {
    const broken = changedModel(join(scratch, 'nan'), { tensors: { 'classifier.bias': [Number.NaN] } });
    const model = await crossEncoder({ model: broken });
    await expect(model.rank('who', passages.slice(0, 1))).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('NaN for passage "p0"'),
    });
  });

  test('a model that is not there, and takes it once it is', async () => {
    const directory = join(scratch, 'late');
    await expect(crossEncoder({ model: directory })).rejects.toMatchObject({ code: 'model-missing' });
    changedModel(directory, {});
    expect((await crossEncoder({ model: directory })).id).toBe('cross-encoder(late/int8)');
  });
});
