import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { changedModel, tinyModel } from '../../../test/tiny-model.ts';
import { crossEncoder } from '../../rerank/cross-encoder.ts';
import { rankingModel } from '../../rerank/train/ranking-model.ts';
import { RankingObjective } from '../../rerank/train/ranking-options.ts';
import { loadModelDirectory } from '../model-directory.ts';
import { encoderProgram } from './encoder-program.ts';
import { initialParameters } from './initialize.ts';
import { startingModel } from './starting-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a RoBERTa ranks, but no training starts from it', async () => {
  const roberta = fileURLToPath(new URL('../../../test/oracles/cross-encoder/fixtures/tiny-roberta', import.meta.url));
  await expect(startingModel(roberta)).rejects.toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('"roberta"') });
});

const start = { frozenLayers: 0, seed: 1 };
const heads = { labels: ['useful'], spans: false };

describe('parameters of a model directory', () => {
  test('heads come over output by output, by their labels; others are new', async () => {
    const base = await startingModel(tinyModel);
    expect(base.labels).toEqual(['useful', 'answerable', 'yes', 'no']);
    const parameters = initialParameters(base, { labels: ['no', 'helpful', 'useful'], spans: true }, start);
    const row = (values: Float32Array, i: number) => [...values.subarray(16 * i, 16 * i + 16)];
    const [old, now] = [base.weights.float32('classifier.weight'), parameters.get('classifier.weight')!.data];
    expect(row(now, 0)).toEqual(row(old, 3));
    expect(row(now, 2)).toEqual(row(old, 0));
    expect(Math.max(...row(now, 1).map(Math.abs))).toBeLessThan(0.1);
    const bias = base.weights.float32('classifier.bias');
    expect([...parameters.get('classifier.bias')!.data]).toEqual([bias[3], 0, bias[0]]);
    for (const name of ['qa_outputs.weight', 'pooler.dense.weight', 'encoder.layer.1.output.dense.bias']) {
      expect(parameters.get(name)!.data).toEqual(base.weights.float32(name));
    }
    expect(parameters.get('embeddings.word_embeddings.weight')!.trainable).toBe(false);
  });

  test('without spans there is no head for them', async () => {
    expect(initialParameters(await startingModel(tinyModel), heads, start).has('qa_outputs.weight')).toBe(false);
  });

  test('an encoder without a classifier starts with new heads', async () => {
    const base = await startingModel(changedModel(join(folder, 'encoder'), { without: ['classifier.weight', 'classifier.bias'] }));
    expect(base.labels).toEqual([]);
    expect(initialParameters(base, heads, start).get('classifier.weight')!.shape).toEqual([1, 16]);
  });

  test('the hash tells weights apart', async () => {
    const other = changedModel(join(folder, 'other'), { tensors: { 'classifier.bias': [9] } });
    expect((await startingModel(other)).sha256).not.toBe((await startingModel(tinyModel)).sha256);
    expect((await startingModel()).sha256).toBeUndefined();
  });
});

test('saved before the first step, a model scores as the one that it starts from', async () => {
  const { program, save, start } = await encoderProgram(
    { ...heads, base: tinyModel, maxTokens: 32, dropout: 0, frozenLayers: 0, seed: 1 },
    (layers, config) => rankingModel(layers, config, RankingObjective.parse({})),
  );
  const copy = join(folder, 'copy');
  await save(copy, { maxTokens: 64 });
  await program.release();
  expect(start.base).toMatchObject({ directory: tinyModel });
  // It has its own embeddings and tokenizer: it does not need the base.
  expect((await loadModelDirectory(copy)).files).toMatchObject({ tokenizer: join(copy, 'tokenizer.json'), labels: ['useful'] });
  const passages = ['the tower was built in 1801', 'a cat', 'nobody knows'].map((text, i) => ({
    passage: { id: String(i), text, document: { id: String(i) }, metadata: {} },
    scores: {},
    ranks: {},
  }));
  const logits = async (model: string) => {
    const ranked = await (await crossEncoder({ model, precision: 'fp32' })).rank('when was the tower built', passages);
    return [...ranked].sort((a, b) => a.passage.id.localeCompare(b.passage.id)).map(({ scores }) => scores.logit!);
  };
  const expected = await logits(tinyModel);
  expect(new Set(expected).size).toBe(3);
  for (const [i, logit] of (await logits(copy)).entries()) expect(logit).toBeCloseTo(expected[i]!, 3);
});

describe('refused', () => {
  const refusal = (code: string, message: RegExp) => expect.objectContaining({ code, message: expect.stringMatching(message) });

  test('a directory that is not there, and an ONNX graph', async () => {
    await expect(startingModel(join(folder, 'nothing'))).rejects.toEqual(refusal('model-missing', /no model directory/));
    const onnx = join(folder, 'onnx-only');
    cpSync(tinyModel, onnx, { recursive: true });
    rmSync(join(onnx, 'model.safetensors'));
    cpSync(join(tinyModel, 'config.json'), join(onnx, 'onnx', 'model.onnx'), { recursive: true });
    await expect(startingModel(onnx)).rejects.toEqual(refusal('unsupported-format', /ONNX graph, which cannot be trained/));
  });

  test('weights that are cut short', async () => {
    const broken = changedModel(join(folder, 'broken'), {});
    writeFileSync(join(broken, 'model.safetensors'), 'short');
    await expect(startingModel(broken)).rejects.toEqual(refusal('unsupported-format', /not a valid safetensors file/));
  });

  test('sequences longer than it reads', async () => {
    const long = { ...heads, base: tinyModel, maxTokens: 65, dropout: 0, frozenLayers: 0, seed: 1 };
    await expect(encoderProgram(long, (layers, config) => rankingModel(layers, config, RankingObjective.parse({})))).rejects.toEqual(
      refusal('invalid-config', /maxTokens is 65, but the model to start from reads at most 64/),
    );
  });
});
