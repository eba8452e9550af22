import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kendallDistance } from './kendall-distance.ts';

// Of test/oracles/judge/comparisons.py
const { kendall } = JSON.parse(readFileSync(new URL('../../test/oracles/judge/fixtures/comparisons.json', import.meta.url), 'utf8')) as {
  kendall: { a: number[]; b: number[]; tau: number }[];
};

describe('kendallDistance', () => {
  it.each(kendall)('is (1 − τ) / 2 by scipy, τ = $tau', ({ a, b, tau }) => expect(kendallDistance(a, b)).toBeCloseTo((1 - tau) / 2, 10));

  it('is symmetric, 0 for equal and 1 for reversed rankings', () => {
    const items = [...Array(7).keys()];
    const ranking = fc.shuffledSubarray(items, { minLength: items.length });
    fc.assert(
      fc.property(ranking, ranking, (a, b) => {
        expect(kendallDistance(a, b)).toBe(kendallDistance(b, a));
        expect(kendallDistance(a, a)).toBe(0);
        expect(kendallDistance(a, a.toReversed())).toBe(1);
      }),
    );
  });

  it('refuses rankings of different items', () => {
    expect(() => kendallDistance(['a', 'b'], ['a', 'c'])).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});
