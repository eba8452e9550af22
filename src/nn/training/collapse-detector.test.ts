import { expect, test } from 'vitest';
import { CollapseDetector } from './collapse-detector.ts';
import { Rng } from './rng.ts';

const options = { grace: 50, window: 100 };

/** What the detector says about each of so many lists: one useful passage, three others. */
function verdicts(lists: number, scores: (list: number, rng: Rng) => { positive: number; negatives: number[] }, given: object = options) {
  const detector = new CollapseDetector({ ...options, ...given });
  const rng = Rng.of(1);
  return Array.from({ length: lists }, (_, list) => {
    const { positive, negatives } = scores(list, rng);
    return detector.observe([positive], negatives);
  });
}
const three = (value: () => number) => [value(), value(), value()];

test('a model that learns passes', () => {
  const learning = verdicts(1000, (_, rng) => ({ positive: rng.float() + 0.5, negatives: three(() => rng.float()) }));
  expect(learning.filter(Boolean)).toEqual([]);
});

test('one score for all is noticed once the grace and a window have passed', () => {
  const constant = verdicts(160, () => ({ positive: 3, negatives: [3, 3, 3] }));
  expect(constant.findIndex(Boolean)).toBe(149);
  expect(constant[149]).toContain('the same score (standard deviation 0.0e+0 over 100 questions)');
});

test('one score for all passages of a question is noticed, though questions differ', () => {
  const constant = verdicts(200, (list) => ({ positive: list, negatives: [list, list, list + 1e-4] }));
  expect(constant.at(-1)).toMatch(/the same score \(standard deviation 4\.3e-5/);
});

test('an order by chance is noticed; ties are half right', () => {
  const random = verdicts(400, (_, rng) => ({ positive: rng.float(), negatives: three(() => rng.float()) }), { window: 300 });
  expect(random.at(-1)).toMatch(/no better than by chance \(\d\d\.\d % of the pairs of 300 questions\)/);
  // By hand: one of three won, one tied, one lost.
  expect(verdicts(200, () => ({ positive: 1, negatives: [0, 1, 2] })).at(-1)).toContain('(50.0 %');
});

test('a model that collapses later is noticed within a window', () => {
  const collapsing = verdicts(700, (list, rng) =>
    list < 500 ? { positive: 1, negatives: three(() => -rng.float()) } : { positive: 0.2, negatives: [0.2, 0.2, 0.2] },
  );
  const noticed = collapsing.findIndex(Boolean);
  expect(noticed).toBeGreaterThan(500);
  expect(noticed).toBeLessThanOrEqual(600);
});

test('what collapsed and recovered is fine again', () => {
  const recovering = verdicts(400, (list, rng) =>
    list < 200 ? { positive: 1e9, negatives: [1e9, 1e9, 1e9] } : { positive: 1, negatives: three(() => rng.float()) },
  );
  expect(recovering[199]).toBeDefined();
  expect(recovering.at(-1)).toBeUndefined();
});
