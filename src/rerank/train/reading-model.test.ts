import { expect, test } from 'vitest';
import { smallConfig as config, expectCentralDifferences, smallParameters, spanExample } from '../../../test/training/small-encoder.ts';
import { Graph } from '../../nn/graph.ts';
import { compile } from '../../nn/training/program.ts';
import { trainingLayers } from '../../nn/training/training-layers.ts';
import { collate as collateFor, type Example } from './collate.ts';
import { readingLabels, readingModel } from './reading-model.ts';

const examples: Example[] = [
  spanExample,
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

const collate = (batch: readonly Example[], scale: number) => collateFor(batch, scale, readingLabels.both);

async function model(dropout: number, tasks: keyof typeof readingLabels = 'both') {
  const labels = readingLabels[tasks];
  const weights = smallParameters({ labels: labels.length, spans: true });
  const graph = new Graph();
  const layers = trainingLayers(graph, weights, dropout);
  const { loss, outputs } = readingModel(layers, config, labels);
  return { weights, program: await compile(graph, { parameters: weights, layers, loss, outputs, dropout, threads: 1 }) };
}

test.each([0, 0.25])('all gradients of encoder and heads are those of central differences, dropout %f', async (dropout) => {
  const { weights, program } = await model(dropout);
  const feeds = collate(examples, 0.5);
  await program.run(feeds, 3);
  const found = new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  expect([...found.keys()].sort()).toEqual([...weights.keys()].sort());
  await expectCentralDifferences(weights, found, async () => (await program.run(feeds, 3)).loss![0]!);
});

test('a model that reads alone has no usefulness to learn, and the gradients of the rest', async () => {
  const { weights, program } = await model(0, 'reading');
  const feeds = collateFor(examples, 0.5, readingLabels.reading);
  const results = await program.run(feeds, 1);
  expect(Object.keys(results)).toEqual(['loss', 'loss.answerable', 'loss.yes', 'loss.start', 'loss.end', 'logit.answerable']);
  const found = new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  await expectCentralDifferences(weights, found, async () => (await program.run(feeds, 1)).loss![0]!);
});

test('several micro-batches add up to the gradient of one', async () => {
  const { program } = await model(0);
  await program.run(collate(examples, 0.5), 1);
  const whole = new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()]));
  program.zero();
  for (const example of examples) await program.run(collate([example], 0.5), 1);
  for (const [name, gradient] of program.gradients) {
    const expected = whole.get(name)!;
    for (let i = 0; i < gradient.length; i++) expect(Math.abs(gradient[i]! - expected[i]!), name).toBeLessThan(1e-4);
  }
});

test('the same seed drops the same elements', async () => {
  const { program } = await model(0.25);
  const feeds = collate(examples, 0.5);
  const [first, again, other] = [await program.run(feeds, 3), await program.run(feeds, 3), await program.run(feeds, 4)];
  expect(again.loss).toEqual(first.loss);
  expect(other.loss).not.toEqual(first.loss);
});

test('steps against the gradient lower every part of the loss', async () => {
  const { weights, program } = await model(0);
  const feeds = collate(examples, 0.5);
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
