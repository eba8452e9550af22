import { expect, test } from 'vitest';
import { flipWeights } from './flip-rate.ts';

const rates = [0, 0.1, 0.3, 0.45];
const logistic = (score: number, label: number): number => Math.log(1 + Math.exp(label === 1 ? -score : score));

test.each(rates)('unbiased at a flip rate of %d: the expectation over flipped labels is the loss of the true one', (rate) => {
  const { given, opposite } = flipWeights({ rate, correction: 'unbiased' });
  for (const score of [-3, -0.2, 0, 1.7]) {
    const corrected = (label: number): number => given * logistic(score, label) + opposite * logistic(score, 1 - label);
    expect((1 - rate) * corrected(1) + rate * corrected(0)).toBeCloseTo(logistic(score, 1), 10);
  }
});

test.each(rates)('smoothed at a flip rate of %d: the loss is least at the log-odds of a right label', (rate) => {
  const { given, opposite } = flipWeights({ rate, correction: 'smoothed' });
  expect(given + opposite).toBeCloseTo(1, 12);
  if (rate === 0) return;
  const best = Math.log((1 - rate) / rate);
  const loss = (score: number): number => given * logistic(score, 1) + opposite * logistic(score, 0);
  for (const away of [-0.1, 0.1]) expect(loss(best + away)).toBeGreaterThan(loss(best));
});

test('figures by hand', () => {
  expect(flipWeights({ rate: 0.1, correction: 'unbiased' })).toEqual({
    given: expect.closeTo(1.125, 12),
    opposite: expect.closeTo(-0.125, 12),
  });
  expect(flipWeights({ rate: 0, correction: 'unbiased' })).toEqual({ given: 1, opposite: expect.closeTo(0, 12) });
});
