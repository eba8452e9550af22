import { describe, expect, test } from 'vitest';
import { expectCentralDifferences, smallConfig, smallParameters } from '../../../test/training/small-encoder.ts';
import { Graph } from '../../nn/graph.ts';
import { compile } from '../../nn/training/program.ts';
import { trainingLayers } from '../../nn/training/training-layers.ts';
import type { Example } from './collate.ts';
import { rankingModel } from './ranking-model.ts';
import { RankingObjective } from './ranking-options.ts';
import { rankingFeeds } from './ranking-targets.ts';

const example = (id: string, question: number, passages: [degree: number, ...tokens: number[]][]): Example => {
  const candidates = passages.map(([degree, ...tokens]) => ({
    ids: Int32Array.of(1, question, 2, ...tokens, 2),
    passageStart: 3,
    textStart: 3,
    spans: [],
    degree,
    positive: degree > 0,
  }));
  return { id, candidates, lengths: candidates.map(({ ids }) => ids.length) };
};

const examples = [
  example('four', 5, [
    [1, 7, 8, 9],
    [0.4, 10, 11],
    [0, 12, 13],
    [-1, 14],
  ]),
  example('three', 6, [
    [0.8, 15, 16],
    [0, 17],
    [-0.5, 18, 19],
  ]),
];

async function model(options: Partial<RankingObjective>) {
  const objective = RankingObjective.parse({ temperature: 0.5, ...options });
  const weights = smallParameters({ labels: 1, spans: false });
  const graph = new Graph();
  const layers = trainingLayers(graph, weights, 0);
  const built = rankingModel(layers, smallConfig, objective);
  const program = await compile(graph, { ...built, parameters: weights, layers, dropout: 0, threads: 1 });
  return {
    weights,
    program,
    run: (batch: readonly Example[], scale = 0.5) => program.run(rankingFeeds(batch, objective, scale), 1),
    /** The gradients of a batch. */
    async gradients(batch: readonly Example[] = examples) {
      program.zero();
      const results = await program.run(rankingFeeds(batch, objective, 0.5), 1);
      return { results, gradients: new Map([...program.gradients].map(([name, gradient]) => [name, gradient.slice()])) };
    },
  };
}

const close = (a: Float32Array, b: Float32Array, what: string): void => {
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!), `${what}[${i}]`).toBeLessThan(1e-4 + 1e-3 * Math.abs(b[i]!));
};

test.each([
  { objective: 'listwise' },
  { objective: 'pointwise', flipRate: 0.2 },
  { objective: 'pairwise', flipRate: 0.2, flipCorrection: 'smoothed' },
  { objective: 'joint', weights: 'fixed', pointWeight: 0.5, pairWeight: 1, contrastWeight: 2 },
] satisfies Partial<RankingObjective>[])('%o: all gradients are those of central differences', async (options) => {
  const { weights, gradients, run } = await model(options);
  const found = await gradients();
  expect([...found.gradients.keys()].sort()).toEqual([...weights.keys()].sort());
  await expectCentralDifferences(weights, found.gradients, async () => (await run(examples)).loss![0]!);
});

test.each(['listwise', 'pointwise', 'pairwise', 'contrastive', 'joint'] as const)(
  '%s: a question’s passages are compared with its own only, and micro-batches add up',
  async (objective) => {
    const whole = await (await model({ objective })).gradients();
    const { program, run } = await model({ objective });
    let loss = 0;
    for (const one of examples) loss += (await run([one])).loss![0]!;
    expect(loss).toBeCloseTo(whole.results.loss![0]!, 4);
    for (const [name, gradient] of program.gradients) close(gradient, whole.gradients.get(name)!, name);
  },
);

test('contrastive: the encoder learns from the contrast alone, the score from its states', async () => {
  const { gradients } = await (await model({ objective: 'contrastive' })).gradients();
  const only = async (task: 'contrastWeight' | 'pointWeight') => {
    const none = { pointWeight: 0, pairWeight: 0, contrastWeight: 0 };
    return (await (await model({ objective: 'joint', weights: 'fixed', ...none, [task]: 1 })).gradients()).gradients;
  };
  const [contrast, point] = [await only('contrastWeight'), await only('pointWeight')];
  for (const [name, gradient] of gradients) {
    const head = name.startsWith('classifier') || name.startsWith('pooler');
    close(gradient, (head ? point : contrast).get(name)!, name);
  }
});

describe.each(['mgda', 'mgda-normalised'] as const)('%s', (weights) => {
  test('weighs the losses as it says, and no gradient runs through the weights', async () => {
    const { results, gradients } = await (await model({ objective: 'joint', weights })).gradients();
    const [pointWeight, pairWeight, contrastWeight] = [...results['tasks.weights']!] as [number, number, number];
    expect(pointWeight + pairWeight + contrastWeight).toBeCloseTo(1, 4);
    const fixed = await (await model({ objective: 'joint', weights: 'fixed', pointWeight, pairWeight, contrastWeight })).gradients();
    expect(results.loss![0]).toBeCloseTo(fixed.results.loss![0]!, 4);
    for (const [name, gradient] of gradients) close(gradient, fixed.gradients.get(name)!, name);
  });

  test('a step lowers each of the losses', async () => {
    const { program, weights: parameters, run } = await model({ objective: 'joint', weights });
    program.zero();
    const before = await run(examples);
    const norm = Math.hypot(...[...program.gradients.values()].flatMap((gradient) => [...gradient]));
    for (const [name, gradient] of program.gradients) {
      const { data } = parameters.get(name)!;
      for (let i = 0; i < data.length; i++) data[i]! -= (0.02 * gradient[i]!) / norm;
    }
    const after = await run(examples);
    for (const task of ['point', 'pair', 'contrast'])
      expect(after[`loss.${task}`]![0]!, task).toBeLessThan(before[`loss.${task}`]![0]! + 1e-5);
  });
});

test.each(['listwise', 'pointwise', 'pairwise', 'contrastive', 'joint'] as const)(
  '%s: steps put helpful passages first',
  async (objective) => {
    const { program, weights, run } = await model({ objective, weights: 'mgda-normalised' });
    for (let step = 0; step < 120; step++) {
      program.zero();
      await run(examples);
      for (const [name, gradient] of program.gradients) {
        const { data } = weights.get(name)!;
        for (let i = 0; i < data.length; i++) data[i]! -= 0.1 * gradient[i]!;
      }
    }
    const scores = [...(await run(examples))['logit.useful']!];
    expect(Math.min(scores[0]!, scores[1]!)).toBeGreaterThan(Math.max(scores[2]!, scores[3]!));
    expect(scores[4]!).toBeGreaterThan(Math.max(scores[5]!, scores[6]!));
  },
);
