import { expect, test } from 'vitest';
import { Rng } from '../../nn/training/rng.ts';
import { logOdds } from '../combine.ts';
import { fitCombination, fitLogistic, type LabelledList } from './fit-combination.ts';

/** Lists whose right passage is drawn by a soft-max over 1.5 · logit + 4 · dense. */
function lists(count: number, rng: Rng): LabelledList[] {
  return Array.from({ length: count }, () => {
    const passages = Array.from({ length: 8 }, () => ({
      scores: { logit: 6 * rng.float() - 3, dense: rng.float(), bm25: 20 * rng.float() },
    }));
    const shares = passages.map(({ scores }) => Math.exp(1.5 * scores.logit + 4 * scores.dense));
    const at = rng.float() * shares.reduce((a, b) => a + b);
    const right = shares.findIndex((_, i) => shares.slice(0, i + 1).reduce((a, b) => a + b) > at);
    return { passages, labels: passages.map((_, i) => i === right) };
  });
}

test('finds the weights that the right passages were drawn by', () => {
  const { weights } = fitCombination(lists(4000, Rng.of(5)), ['logit', 'dense', 'bm25']);
  const [logit, dense, bm25] = weights as [number, number, number];
  expect(dense / logit).toBeCloseTo(4 / 1.5, 0);
  expect(Math.abs(bm25 / logit)).toBeLessThan(0.15);
});

test('log-odds say how often passages of that score are right', () => {
  const fitted = fitCombination(lists(2000, Rng.of(5)), ['logit', 'dense']);
  let [expected, right] = [0, 0];
  for (const { passages, labels } of lists(2000, Rng.of(6))) {
    const odds = logOdds(
      passages.map((scored) => ({ ...scored, passage: { id: '', text: '', document: { id: '' }, metadata: {} }, ranks: {} })),
      [fitted],
    )!;
    for (const [i, odd] of odds.entries()) {
      if (odd < 0) continue;
      expected += 1 / (1 + Math.exp(-odd));
      right += Number(labels[i]);
    }
  }
  expect(right / expected).toBeCloseTo(1, 0.8);
});

test('logistic regression against its closed form: two scores with known frequencies', () => {
  const observations = [0, 1].flatMap((score) => Array.from({ length: 1000 }, (_, i) => ({ x: [score], right: i < (score ? 800 : 100) })));
  const { weights, bias } = fitLogistic(observations);
  expect(bias).toBeCloseTo(Math.log(100 / 900), 1);
  expect(bias + weights[0]!).toBeCloseTo(Math.log(800 / 200), 1);
});

test('refuses lists that teach nothing', () => {
  const passages = [{ scores: { logit: 1 } }, { scores: { logit: 2 } }];
  expect(() => fitCombination([{ passages, labels: [true, true] }], ['logit'])).toThrow('no list has both');
  expect(() => fitCombination([{ passages, labels: [true, false] }], ['dense'])).toThrow('without dense');
  expect(() => fitLogistic([{ x: [1], right: true }])).toThrow('one kind');
});
