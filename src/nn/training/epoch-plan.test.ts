import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTokens, type Example, planEpoch } from './epoch-plan.ts';
import { Rng } from './rng.ts';

const examplesOf = (lengths: number[][]): Example[] => lengths.map((lengths, i) => ({ id: `e${i}`, lengths }));

const padding = (examples: Example[], sizes: { batchSize: number; tokenBudget: number }) => {
  const { real, padded } = countTokens(planEpoch(examples, sizes, Rng.of(1)), examples);
  return 1 - real / padded;
};

/** Lengths as of question and passage: log-normal around 130, cut at 192. */
function length(rng: Rng): number {
  const normal = Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float());
  return Math.max(12, Math.min(192, Math.round(Math.exp(4.85 + 0.35 * normal))));
}

const epoch = fc.record({
  lengths: fc.array(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 }), { maxLength: 400 }),
  batchSize: fc.integer({ min: 1, max: 40 }),
  tokenBudget: fc.integer({ min: 1, max: 4000 }),
  seed: fc.nat(),
});

test('each example comes once, in steps of the batch size, in micro-batches within the budget', () => {
  fc.assert(
    fc.property(epoch, ({ lengths, batchSize, tokenBudget, seed }) => {
      const examples = examplesOf(lengths);
      const steps = planEpoch(examples, { batchSize, tokenBudget }, Rng.of(seed));
      expect(steps.flat(2).sort((a, b) => a - b)).toEqual([...examples.keys()]);
      expect(steps.map((step) => step.flat().length)).toEqual(
        Array.from({ length: Math.ceil(examples.length / batchSize) }, (_, i) => Math.min(batchSize, examples.length - i * batchSize)),
      );
      for (const batch of steps.flat()) {
        const all = batch.flatMap((index) => examples[index]!.lengths);
        if (batch.length > 1) expect(all.length * Math.max(...all)).toBeLessThanOrEqual(tokenBudget);
      }
    }),
  );
});

test('the same seed gives the same plan, another seed another', () => {
  const examples = examplesOf(Array.from({ length: 300 }, (_, i) => [10 + (i % 50)]));
  const plan = (seed: number) => planEpoch(examples, { batchSize: 16, tokenBudget: 256 }, Rng.of(seed));
  expect(plan(5)).toEqual(plan(5));
  expect(plan(6)).not.toEqual(plan(5));
});

test('a step is divided where it costs the least', () => {
  // By hand, with 64 a micro-batch: {10, 10, 100} → 20 + 100 + 2 × 64 beats 3 × 100 + 64; {90, 100, 100} stays together: 300 + 64.
  const sizes = { batchSize: 3, tokenBudget: 1000 };
  const batchesOf = (lengths: number[][]) =>
    planEpoch(examplesOf(lengths), sizes, Rng.of(1))[0]!.map((batch) => batch.map((index) => lengths[index]!));
  expect(batchesOf([[10], [10], [100]])).toEqual([[[100]], [[10], [10]]]);
  expect(batchesOf([[90], [100], [100]])).toEqual([[[90], [100], [100]]]);
});

test('little padding: single sequences', () => {
  const rng = Rng.of(1);
  const examples = examplesOf(Array.from({ length: 5000 }, () => [length(rng)]));
  for (const batchSize of [16, 31, 32, 64]) expect(padding(examples, { batchSize, tokenBudget: 2048 })).toBeLessThan(0.03);
});

test('groups pad hardly more than their own sequences differ', () => {
  const rng = Rng.of(2);
  const examples = examplesOf(Array.from({ length: 3000 }, () => Array.from({ length: 4 }, () => length(rng))));
  const alone = padding(examples, { batchSize: 32, tokenBudget: 1 });
  expect(padding(examples, { batchSize: 32, tokenBudget: 2048 })).toBeLessThan(alone + 0.02);
});

test('a step has sequences of all lengths', () => {
  const rng = Rng.of(3);
  const examples = examplesOf(Array.from({ length: 64 * 32 }, () => [length(rng)]));
  const mean = (indices: readonly number[]) => indices.reduce((sum, index) => sum + examples[index]!.lengths[0]!, 0) / indices.length;
  const means = planEpoch(examples, { batchSize: 32, tokenBudget: 1024 }, Rng.of(4)).map((step) => mean(step.flat()));
  const overall = mean([...examples.keys()]);
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - overall) ** 2, 0) / means.length);
  // Steps sorted by length alone would differ by the 40 tokens that lengths do; five random chunks differ by 40/√5.
  expect(deviation).toBeLessThan(25);
});
