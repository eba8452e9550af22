import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyModel } from '../../../test/tiny-model.ts';
import { expectCentralDifferences, smallConfig, smallParameters, spanExample } from '../../../test/training/small-encoder.ts';
import { collate } from '../../rerank/train/collate.ts';
import { RankingTrainingOptions } from '../../rerank/train/ranking-options.ts';
import { readingLabels, readingModel } from '../../rerank/train/reading-model.ts';
import { trainRankingModel } from '../../rerank/train/train-ranking-model.ts';
import { Graph } from '../graph.ts';
import { readSafetensors } from '../safetensors.ts';
import { addLora, type Lora, loraOf, mergeLora } from './lora.ts';
import type { Parameters } from './parameters.ts';
import { compile } from './program.ts';
import { Rng } from './rng.ts';
import { readLog } from './step-log.ts';
import type { TrainingResult } from './train.ts';
import { trainingLayers } from './training-layers.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-lora-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lora: Lora = { rank: 3, alpha: 6 };
const heads = { labels: 4, spans: true };
const examples = [spanExample];

async function reading(parameters: Parameters, adapted?: Lora) {
  const graph = new Graph();
  const layers = trainingLayers(graph, parameters, 0, adapted);
  const { loss, outputs } = readingModel(layers, smallConfig, readingLabels.both);
  const program = await compile(graph, { parameters, layers, loss, outputs, dropout: 0, threads: 1 });
  return { program, run: () => program.run(collate(examples, 1, readingLabels.both), 1) };
}

/** A small encoder with updates that are not zero, as after some steps. */
function adapted(): Parameters {
  const parameters = smallParameters(heads);
  addLora(parameters, lora, Rng.of(2));
  const rng = Rng.of(3);
  for (const [name, { data }] of parameters) if (name.includes('lora_B')) for (const i of data.keys()) data[i] = 0.6 * (rng.float() - 0.5);
  return parameters;
}

test('all gradients of updates and heads are those of central differences; the encoder has none', async () => {
  const parameters = adapted();
  const { program, run } = await reading(parameters, lora);
  await run();
  const found = new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  // Six linear layers in each of two blocks, A and B; weight and bias of three heads.
  expect([...found.keys()].filter((name) => name.includes('lora_'))).toHaveLength(24);
  expect([...found.keys()].filter((name) => /^(pooler|classifier|qa_outputs)\./.test(name))).toHaveLength(6);
  expect(found.size).toBe(30);
  await expectCentralDifferences(parameters, found, async () => (await run()).loss![0]!);
});

test('the model starts as it was', async () => {
  const parameters = smallParameters(heads);
  const before = await (await reading(parameters)).run();
  addLora(parameters, lora, Rng.of(2));
  const after = await (await reading(parameters, lora)).run();
  for (const [name, values] of Object.entries(before)) {
    for (const [i, value] of values.entries()) expect(Math.abs(value - after[name]![i]!), name).toBeLessThan(1e-6);
  }
});

test('merged, it is an ordinary model that scores alike', async () => {
  const parameters = adapted();
  const merged = mergeLora(parameters, lora);
  expect([...merged].map(([name, { shape }]) => [name, shape])).toEqual(
    [...smallParameters(heads)].map(([name, { shape }]) => [name, shape]),
  );
  const [before, after] = [await (await reading(parameters, lora)).run(), await (await reading(smallParametersWith(merged))).run()];
  const plain = await (await reading(smallParameters(heads))).run();
  expect(Math.abs(plain.loss![0]! - before.loss![0]!)).toBeGreaterThan(1e-2);
  for (const [name, values] of Object.entries(before)) {
    for (const [i, value] of values.entries()) expect(Math.abs(value - after[name]![i]!), name).toBeLessThan(1e-5);
  }
});

/** Trainable again, so that a program can be made of them. */
function smallParametersWith(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, parameter]) => [name, { ...parameter, trainable: true }]));
}

describe('training a reranker', () => {
  const things = ['bridge', 'tower', 'mill', 'harbour', 'library', 'station', 'garden', 'theatre'];
  const path = join(folder, 'rows.jsonl');
  const rows = things.map((thing, i) => ({
    question: `when was the ${thing} built`,
    positives: [{ text: `the ${thing} was built in ${1800 + i}` }],
    negatives: [{ text: 'nobody knows' }, { text: `a ${thing}` }],
  }));
  writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  const options = RankingTrainingOptions.parse({
    sources: [{ path, negatives: 2 }],
    base: tinyModel,
    loraRank: 2,
    epochs: 30,
    batchSize: 4,
    maxTokens: 32,
    learningRate: 2e-2,
    seed: 1,
  });
  const where = (name: string) => ({ directory: join(folder, `${name}.training`), output: join(folder, name) });
  const steps = 60;
  let result: TrainingResult;
  beforeAll(async () => {
    result = await trainRankingModel(options, where('whole'));
  }, 60_000);

  test('the loss falls, checkpoints hold what is trained, and the model is like any other', async () => {
    const losses = readLog(where('whole').directory).flatMap((entry) => ('loss' in entry ? [entry.loss] : []));
    const mean = (part: number[]): number => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-6))).toBeLessThan(0.5 * mean(losses.slice(0, 6)));
    const [kept, moments] = ['weights', 'moments'].map((name) =>
      readSafetensors(join(where('whole').directory, `checkpoint-${steps}`, `${name}.safetensors`)),
    );
    expect(kept!.names.every((name) => /\.lora_[AB]\.weight$|^(pooler|classifier)\./.test(name))).toBe(true);
    expect(moments!.names).toHaveLength(2 * kept!.names.length);
    const trained = kept!.names.reduce((sum, name) => sum + kept!.float32(name).length, 0);
    expect(result.parameters.trained).toBe(trained);
    expect(result.parameters.all).toBeGreaterThan(2 * trained);
    expect(result.peakMegabytes).toBeGreaterThan(10);
    const { loraRank: _, ...plain } = options;
    await trainRankingModel({ ...plain, epochs: 1 }, where('plain'));
    const [own, ordinary] = ['whole', 'plain'].map((name) => readSafetensors(join(folder, name, 'model.safetensors')).names);
    expect(own).toEqual(ordinary);
  }, 60_000);

  test('goes on bit for bit', async () => {
    const controller = new AbortController();
    const aborted = trainRankingModel(options, {
      ...where('stopped'),
      signal: controller.signal,
      onProgress: ({ done }) => void (done === 13 && controller.abort()),
    });
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    await expect(trainRankingModel({ ...options, loraRank: 3 }, where('stopped'))).rejects.toMatchObject({
      message: expect.stringContaining('lora.rank is 2 there and 3 here'),
    });
    await trainRankingModel(options, where('stopped'));
    const bytes = (name: string) => readFileSync(join(folder, name, 'model.safetensors'));
    expect(bytes('stopped').equals(bytes('whole'))).toBe(true);
  }, 60_000);
});

test('refuses an alpha without a rank, and a rank that saves nothing', () => {
  expect(loraOf({ loraRank: 4 })).toEqual({ rank: 4, alpha: 8 });
  expect(loraOf({})).toBeUndefined();
  expect(() => loraOf({ loraAlpha: 4 })).toThrow(
    expect.objectContaining({ code: 'invalid-config', hint: expect.stringContaining('rank') }),
  );
  expect(() => addLora(smallParameters(heads), { rank: 12, alpha: 1 }, Rng.of(1))).toThrow(
    expect.objectContaining({ code: 'invalid-config', message: expect.stringContaining('loraRank is 12') }),
  );
});
