import { expect, test } from 'vitest';
import type { BertConfig } from '../../nn/encoders/bert-config.ts';
import { Graph } from '../../nn/graph.ts';
import type { Parameters } from '../../nn/training/parameters.ts';
import { compile } from '../../nn/training/program.ts';
import { Rng } from '../../nn/training/rng.ts';
import { trainingLayers } from '../../nn/training/training-layers.ts';
import { collate, type Example } from './collate.ts';
import { readingLabels, readingModel } from './reading-model.ts';

const config: BertConfig = {
  type: 'bert',
  firstPosition: 0,
  hiddenSize: 12,
  heads: 3,
  layers: 2,
  intermediateSize: 16,
  vocabularySize: 30,
  maxPositions: 16,
  tokenTypes: 2,
  layerNormEpsilon: 1e-12,
};
const heads = { labels: readingLabels, spans: true };

/** A small encoder with weights large enough that every path matters; the word embeddings train too. */
function parameters(): Parameters {
  const { hiddenSize: h, intermediateSize: wide } = config;
  const shapes: [string, number[]][] = [
    ['embeddings.word_embeddings.weight', [30, h]],
    ['embeddings.position_embeddings.weight', [16, h]],
    ['embeddings.token_type_embeddings.weight', [2, h]],
    ['embeddings.LayerNorm.weight', [h]],
    ['embeddings.LayerNorm.bias', [h]],
    ...Array.from({ length: config.layers }, (_, i) => `encoder.layer.${i}`).flatMap((layer): [string, number[]][] => [
      ...['self.query', 'self.key', 'self.value', 'output.dense'].flatMap((name): [string, number[]][] => [
        [`${layer}.attention.${name}.weight`, [h, h]],
        [`${layer}.attention.${name}.bias`, [h]],
      ]),
      ...['attention.output.LayerNorm', 'output.LayerNorm'].flatMap((name): [string, number[]][] => [
        [`${layer}.${name}.weight`, [h]],
        [`${layer}.${name}.bias`, [h]],
      ]),
      [`${layer}.intermediate.dense.weight`, [wide, h]],
      [`${layer}.intermediate.dense.bias`, [wide]],
      [`${layer}.output.dense.weight`, [h, wide]],
      [`${layer}.output.dense.bias`, [h]],
    ]),
    ['pooler.dense.weight', [h, h]],
    ['pooler.dense.bias', [h]],
    ['classifier.weight', [4, h]],
    ['classifier.bias', [4]],
    ['qa_outputs.weight', [2, h]],
    ['qa_outputs.bias', [2]],
  ];
  const rng = Rng.of(1);
  return new Map(
    shapes.map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const center = name.endsWith('LayerNorm.weight') ? 1 : 0;
      return [name, { shape, data: Float32Array.from({ length: size }, () => center + 0.6 * (rng.float() - 0.5)), trainable: true }];
    }),
  );
}

const examples: Example[] = [
  {
    id: 'span',
    lengths: [7, 6],
    candidates: [
      { ids: Int32Array.of(1, 5, 2, 7, 8, 9, 2), passageStart: 3, textStart: 3, positive: true, spans: [{ start: 4, end: 5 }] },
      { ids: Int32Array.of(1, 5, 2, 10, 11, 2), passageStart: 3, textStart: 3, positive: false, spans: [] },
    ],
  },
  {
    id: 'yes or no',
    lengths: [6, 5],
    yes: true,
    candidates: [
      { ids: Int32Array.of(1, 6, 2, 12, 13, 2), passageStart: 3, textStart: 3, positive: true, spans: [] },
      { ids: Int32Array.of(1, 6, 2, 14, 2), passageStart: 3, textStart: 3, positive: false, spans: [] },
    ],
  },
];

async function model(dropout: number) {
  const weights = parameters();
  const graph = new Graph();
  const layers = trainingLayers(graph, weights, dropout);
  const { loss, outputs } = readingModel(layers, config, heads);
  return { weights, program: await compile(graph, { parameters: weights, layers, loss, outputs, dropout, threads: 1 }) };
}

test.each([0, 0.25])('all gradients of encoder and heads are those of central differences, dropout %f', async (dropout) => {
  const { weights, program } = await model(dropout);
  const feeds = collate(examples, heads, 0.5);
  await program.run(feeds, 3);
  const found = new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  expect([...found.keys()].sort()).toEqual([...weights.keys()].sort());
  const loss = async () => (await program.run(feeds, 3)).loss![0]!;
  for (const [name, { data }] of weights) {
    // The entries with the largest gradients: they stand out from rounding.
    const gradient = found.get(name)!;
    const largest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!)).slice(0, 2);
    for (const i of largest) {
      const value = data[i]!;
      const step = 1e-2;
      data[i] = value + step;
      const above = await loss();
      data[i] = value - step;
      const below = await loss();
      data[i] = value;
      const slope = (above - below) / (2 * step);
      expect(Math.abs(gradient[i]! - slope), `${name}[${i}]: ${gradient[i]} against ${slope}`).toBeLessThan(0.03 * Math.abs(slope) + 2e-3);
    }
  }
});

test('several micro-batches add up to the gradient of one', async () => {
  const { program } = await model(0);
  await program.run(collate(examples, heads, 0.5), 1);
  const whole = new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  program.zero();
  for (const example of examples) await program.run(collate([example], heads, 0.5), 1);
  for (const [name, gradient] of program.gradients) {
    const expected = whole.get(name)!;
    for (let i = 0; i < gradient.length; i++) expect(Math.abs(gradient[i]! - expected[i]!), name).toBeLessThan(1e-4);
  }
});

test('the same seed drops the same elements', async () => {
  const { program } = await model(0.25);
  const feeds = collate(examples, heads, 0.5);
  const [first, again, other] = [await program.run(feeds, 3), await program.run(feeds, 3), await program.run(feeds, 4)];
  expect(again.loss).toEqual(first.loss);
  expect(other.loss).not.toEqual(first.loss);
});

test('steps against the gradient lower every part of the loss', async () => {
  const { weights, program } = await model(0);
  const feeds = collate(examples, heads, 0.5);
  const before = await program.run(feeds, 1);
  let after = before;
  for (let step = 0; step < 100; step++) {
    program.zero();
    after = await program.run(feeds, 1);
    for (const [name, gradient] of program.gradients) {
      const { data } = weights.get(name)!;
      for (let i = 0; i < data.length; i++) data[i]! -= 0.1 * gradient[i]!;
    }
  }
  for (const part of ['useful', 'answerable', 'yes', 'start', 'end']) {
    expect(after[`loss.${part}`]![0], part).toBeLessThan(0.3 * before[`loss.${part}`]![0]!);
  }
});
