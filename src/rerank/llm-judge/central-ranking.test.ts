import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bordaScores } from './borda.ts';
import { centralRanking, disagreements, exactLimit } from './central-ranking.ts';
import { orderedBefore } from './ordered-before.ts';

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** Lists of some of `size` items, as replies that leave passages out. */
const listsOf = (size: number) => fc.array(fc.shuffledSubarray([...Array(size).keys()]), { minLength: 1, maxLength: 7 });

describe('orderedBefore', () => {
  it('puts items that a list leaves out behind, undecided', () => {
    expect(orderedBefore([[2, 0]], 4)).toEqual([
      [0, 1, 0, 1],
      [0, 0, 0, 0],
      [1, 1, 0, 1],
      [0, 0, 0, 0],
    ]);
  });
});

describe('centralRanking', () => {
  it('is the best of all permutations', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((size) => listsOf(size).map((lists) => ({ size, lists }))),
        ({ size, lists }) => {
          const before = orderedBefore(lists, size);
          const all = permutations([...Array(size).keys()]).map((ranking) => disagreements(ranking, before));
          const found = centralRanking(before);
          expect(found.toSorted()).toEqual([...Array(size).keys()].toSorted());
          expect(disagreements(found, before)).toBe(Math.min(...all));
        },
      ),
    );
  });

  it('is the best of the 40,320 permutations of 8', () => {
    const lists = [
      [3, 1, 4, 0, 5, 7, 2, 6],
      [2, 7, 1, 6, 3, 0, 4, 5],
      [0, 5, 7, 2, 1, 4, 6, 3],
    ];
    const before = orderedBefore(lists, 8);
    const least = Math.min(...permutations([...Array(8).keys()]).map((ranking) => disagreements(ranking, before)));
    expect(disagreements(centralRanking(before), before)).toBe(least);
  });

  it('follows a majority where Borda does not', () => {
    // Three of five put 0 first; Borda's counts prefer 1, which is never last.
    const lists = [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
      [1, 2, 0],
      [1, 2, 0],
    ];
    const before = orderedBefore(lists, 3);
    expect(centralRanking(before)).toEqual([0, 1, 2]);
    const [first, second] = bordaScores(before, lists.length);
    expect(second).toBeGreaterThan(first!);
  });

  it('keeps the order of items where nothing is known', () => {
    expect(centralRanking(orderedBefore([[]], 5))).toEqual([0, 1, 2, 3, 4]);
    expect(centralRanking(orderedBefore([[]], 20))).toEqual([...Array(20).keys()]);
  });

  it('repeats a unanimous ranking also past the limit of the exact search, and no move betters what it finds', () => {
    const size = exactLimit + 6;
    fc.assert(
      fc.property(fc.array(fc.shuffledSubarray([...Array(size).keys()], { minLength: size }), { minLength: 1, maxLength: 4 }), (lists) => {
        const before = orderedBefore(lists, size);
        const found = centralRanking(before);
        const cost = disagreements(found, before);
        if (lists.length === 1) expect(found).toEqual(lists[0]);
        for (let from = 0; from < size; from++) {
          for (let to = 0; to < size; to++) {
            const moved = found.toSpliced(from, 1).toSpliced(to, 0, found[from]!);
            expect(disagreements(moved, before)).toBeGreaterThanOrEqual(cost);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('bordaScores', () => {
  it('falls with the mean position of whole lists', () => {
    fc.assert(
      fc.property(fc.array(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), { minLength: 1, maxLength: 6 }), (lists) => {
        const scores = bordaScores(orderedBefore(lists, 5), lists.length);
        for (const [item, score] of scores.entries()) {
          const mean = lists.reduce((sum, list) => sum + list.indexOf(item), 0) / lists.length;
          expect(score).toBeCloseTo(1 - mean / 4, 10);
        }
      }),
    );
  });

  it('counts undecided pairs half', () => {
    expect(bordaScores(orderedBefore([[]], 3), 1)).toEqual([0.5, 0.5, 0.5]);
    expect(bordaScores(orderedBefore([], 2), 0)).toEqual([Number.NaN, Number.NaN]);
  });
});
