import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from './bootstrap-interval.ts';
import { holm } from './holm.ts';
import { mean } from './mean.ts';
import { minimumDetectableDifference } from './minimum-detectable-difference.ts';
import { pairedRandomization } from './paired-randomization.ts';
import { quantile } from './quantile.ts';
import { randomIntegers } from './random.ts';
import { sample } from './sample.ts';

describe('bootstrapInterval', () => {
  // scipy 1.17.1: stats.bootstrap((x,), np.mean, method='percentile', n_resamples=200000)
  it.each([
    { values: Array.from({ length: 200 }, (_, index) => ((index * 37) % 101) / 101), lower: 0.45535, upper: 0.53564 },
    { values: Array.from({ length: 100 }, (_, index) => (index < 60 ? 1 : 0)), lower: 0.5, upper: 0.7 },
  ])('agrees with scipy: [$lower, $upper]', ({ values, lower, upper }) => {
    const interval = bootstrapInterval(values, { seed: 1, resamples: 20_000 });
    expect(interval.lower).toBeCloseTo(lower, 2);
    expect(Math.abs(interval.upper - upper)).toBeLessThanOrEqual(0.01 + 1e-9);
  });

  it('is a function of the seed and holds no more than the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }), fc.integer(), (values, seed) => {
        const interval = bootstrapInterval(values, { seed, resamples: 50 });
        expect(bootstrapInterval(values, { seed, resamples: 50 })).toEqual(interval);
        expect(interval.lower).toBeLessThanOrEqual(interval.upper);
        expect(interval.lower).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12);
        expect(interval.upper).toBeLessThanOrEqual(Math.max(...values) + 1e-12);
      }),
    );
  });

  it('refuses an empty list', () => {
    expect(() => bootstrapInterval([], { seed: 1 })).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('pairedRandomization', () => {
  const a = [0.5, 1, 0, 0.25, 1, 1, 0.333, 0, 1, 0.5, 1, 1];
  const b = [0.2, 1, 0, 0.5, 0.5, 0, 0.333, 0, 1, 0.25, 0.5, 1];

  it('agrees with the exact test of scipy', () => {
    // scipy 1.17.1: stats.permutation_test((a, b), difference of means, permutation_type='samples', n_resamples=inf) = 0.09375
    expect(Math.abs(pairedRandomization(a, b, { seed: 3, rounds: 100_000 }) - 0.09375)).toBeLessThan(0.004);
  });

  it('is symmetric, 1 for equal systems, and never 0', () => {
    expect(pairedRandomization(b, a, { seed: 3 })).toBe(pairedRandomization(a, b, { seed: 3 }));
    expect(pairedRandomization(a, a, { seed: 3 })).toBe(1);
    const zeros = Array<number>(100).fill(0);
    expect(pairedRandomization(Array<number>(100).fill(1), zeros, { seed: 3, rounds: 999 })).toBe(0.001);
  });

  it('refuses lists that are not paired', () => {
    expect(() => pairedRandomization([1], [1, 2], { seed: 1 })).toThrow(/1 and 2 values/);
    expect(() => pairedRandomization([], [], { seed: 1 })).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('holm', () => {
  it('agrees with a computation by hand', () => {
    // 0.01 × 4, max(0.04, 0.02 × 3), max(0.06, 0.03 × 2), max(0.06, 0.04 × 1)
    const adjusted = holm([0.04, 0.01, 0.03, 0.02]);
    [0.06, 0.04, 0.06, 0.06].forEach((expected, index) => {
      expect(adjusted[index]).toBeCloseTo(expected, 12);
    });
  });

  it('lies between p and Bonferroni, in the order of p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
        const adjusted = holm(pValues);
        pValues.forEach((p, index) => {
          expect(adjusted[index]).toBeGreaterThanOrEqual(p);
          expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, p * pValues.length));
          pValues.forEach((other, at) => {
            if (p < other) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[at]!);
          });
        });
      }),
    );
  });
});

describe('sample', () => {
  it('draws without replacement, in order, evenly, by seed', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const counts = Array<number>(20).fill(0);
    for (let seed = 0; seed < 4000; seed++) {
      const drawn = sample(items, 5, seed);
      expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
      expect(drawn).toHaveLength(5);
      for (const item of drawn) counts[item]!++;
    }
    // Binomial(4000, 1/4): five standard deviations are 137.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(137);
    expect(sample(items, 5, 7)).toEqual(sample(items, 5, 7));
    expect(sample(items, 99, 7)).toEqual(items);
  });
});

it('quantile agrees with numpy', () => {
  const expected = [1, 1.4, 4, 14.4, 16];
  [0, 0.1, 0.5, 0.95, 1].forEach((probability, index) => {
    expect(quantile([1, 2, 4, 8, 16], probability)).toBeCloseTo(expected[index]!, 12);
  });
});

it('the mean of nothing is not 0', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(mean([])).toBeNaN();
});

it('randomIntegers repeats the published sequence of mulberry32', () => {
  const next = randomIntegers(0);
  expect([next(), next()]).toEqual([1144304738, 1416247]);
});

it('minimum detectable difference: 2.8016 standard errors', () => {
  // sd of (0, 1, 0, 1, …) over 100 is .50252, the standard error .050252.
  const differences = Array.from({ length: 100 }, (_, i) => i % 2);
  expect(minimumDetectableDifference(differences)).toBeCloseTo(2.801585 * 0.0502519, 5);
  expect(minimumDetectableDifference([1])).toBeNull();
});
