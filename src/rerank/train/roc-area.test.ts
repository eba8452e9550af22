import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rocArea } from './roc-area.ts';

test.each([
  ['all above', [3, 4], [1, 2], 1],
  ['all below', [1], [2, 3], 0],
  ['all equal', [1, 1], [1, 1, 1], 0.5],
  // Pairs: .35 > .1, .35 < .4, .8 > .1, .8 > .4.
  ['the example of scikit-learn’s roc_auc_score', [0.35, 0.8], [0.1, 0.4], 0.75],
])('%s', (_, positives, negatives, expected) => {
  expect(rocArea(positives, negatives)).toBe(expected);
});

test('the share of pairs in the right order, ties half', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(scores, scores, (positives, negatives) => {
      const pairs = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
      expect(rocArea(positives, negatives)).toBeCloseTo(pairs.reduce<number>((a, b) => a + b, 0) / pairs.length, 12);
    }),
  );
});

test('of nothing it is not a number', () => {
  expect(rocArea([], [1])).toBeNaN();
  expect(rocArea([1], [])).toBeNaN();
});
