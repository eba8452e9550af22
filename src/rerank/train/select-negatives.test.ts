import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomIntegers } from '../../random.ts';
import { selectNegatives } from './select-negatives.ts';

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
const any = { keyOf: String, accept: () => true };
const counts = (selected: { source: string }[]) =>
  Object.fromEntries(['hard', 'same-source', 'random'].map((name) => [name, selected.filter(({ source }) => source === name).length]));

describe('shares', () => {
  const pools = { hard: range(0, 50), sameSource: range(100, 50), random: range(200, 50) };
  test.each([
    [0.5, 0, { hard: 4, 'same-source': 4, random: 0 }],
    [0.5, 0.25, { hard: 2, 'same-source': 4, random: 2 }],
    [0, 0, { hard: 8, 'same-source': 0, random: 0 }],
    [1, 0, { hard: 0, 'same-source': 8, random: 0 }],
    [0, 1, { hard: 0, 'same-source': 0, random: 8 }],
  ])('same source %d, random %d', (sameSource, random, expected) => {
    expect(counts(selectNegatives(pools, 8, { sameSource, random, rankBias: 0.5 }, any, randomIntegers(1)))).toEqual(expected);
  });

  test('where a pool has too few the others fill up', () => {
    const few = { hard: range(0, 3), sameSource: range(100, 1), random: range(200, 2) };
    const shares = { sameSource: 0.5, random: 0, rankBias: 0 };
    expect(counts(selectNegatives(few, 5, shares, any, randomIntegers(1)))).toEqual({ hard: 3, 'same-source': 1, random: 1 });
    expect(selectNegatives(few, 9, shares, any, randomIntegers(1))).toHaveLength(6);
  });
});

test('never more than asked for, no key twice, none refused or taken; a pool is used up before there are too few', () => {
  const pool = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 });
  fc.assert(
    fc.property(
      fc.record({ hard: pool, sameSource: pool, random: pool }),
      fc.record({ sameSource: fc.double({ min: 0, max: 0.5, noNaN: true }), random: fc.double({ min: 0, max: 0.5, noNaN: true }) }),
      fc.integer({ min: 0, max: 20 }),
      fc.double({ min: 0, max: 4, noNaN: true }),
      fc.integer(),
      (pools, shares, count, rankBias, seed) => {
        const accept = (item: number) => item % 3 !== 0;
        const conditions = { keyOf: String, accept, taken: ['7'] };
        const selected = selectNegatives(pools, count, { ...shares, rankBias }, conditions, randomIntegers(seed)).map(
          ({ passage }) => passage,
        );
        const usable = new Set([...pools.hard, ...pools.sameSource, ...pools.random].filter((item) => accept(item) && item !== 7));
        expect(new Set(selected).size).toBe(selected.length);
        expect(selected.every((item) => usable.has(item))).toBe(true);
        expect(selected.length).toBe(Math.min(count, usable.size));
      },
    ),
  );
});

describe('rank bias', () => {
  /** How often each of four ranks is drawn first, in 20,000 draws. */
  const frequencies = (rankBias: number) => {
    const random = randomIntegers(7);
    const drawn = new Array<number>(4).fill(0);
    for (let i = 0; i < 20_000; i++) {
      const pools = { hard: range(0, 4), sameSource: [], random: [] };
      drawn[selectNegatives(pools, 1, { sameSource: 0, random: 0, rankBias }, any, random)[0]!.passage]!++;
    }
    return drawn.map((count) => count / 20_000);
  };
  test.each([
    [0, [1 / 4, 1 / 4, 1 / 4, 1 / 4]],
    // 1, 1/2, 1/3, 1/4 over their sum 25/12.
    [1, [12 / 25, 6 / 25, 4 / 25, 3 / 25]],
  ])('%d', (bias, expected) => {
    // The standard deviation of a frequency is at most .0036.
    for (const [rank, frequency] of frequencies(bias).entries()) expect(Math.abs(frequency - expected[rank]!)).toBeLessThan(0.018);
  });
});
