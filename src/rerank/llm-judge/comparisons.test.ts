import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bradleyTerry } from './bradley-terry.ts';
import { cyclicTriples } from './cyclic-triples.ts';
import { generalPreference } from './general-preference.ts';

interface Oracle {
  bradleyTerry: { wins: number[][]; prior: number; strengths: number[] }[];
  generalPreference: { wins: number[][]; blocks: number; prior: number; loss: number; chances: number[][] }[];
}

// Of test/oracles/judge/comparisons.py
const oracle = JSON.parse(
  readFileSync(new URL('../../../test/oracles/judge/fixtures/comparisons.json', import.meta.url), 'utf8'),
) as Oracle;

/** Rock (0) blunts scissors (2), scissors cut paper (1), paper wraps rock; each nine times of ten. */
const rockPaperScissors = [
  [0, 1, 9],
  [9, 0, 1],
  [1, 9, 0],
];

const winTable = fc
  .integer({ min: 2, max: 7 })
  .chain((size) =>
    fc.array(fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: size, maxLength: size }), {
      minLength: size,
      maxLength: size,
    }),
  )
  .map((table) => table.map((row, i) => row.map((wins, j) => (i === j ? 0 : wins))));

const likelihood = (wins: readonly number[][], chance: (i: number, j: number) => number): number =>
  wins.reduce((sum, row, i) => sum + row.reduce((part, won, j) => (i === j ? part : part + won * Math.log(chance(i, j))), 0), 0);

describe('bradleyTerry', () => {
  it.each(oracle.bradleyTerry)('agrees with choix, prior $prior', ({ wins, prior, strengths }) => {
    const fitted = bradleyTerry(wins, prior);
    for (const [i, strength] of strengths.entries()) expect(fitted[i]).toBeCloseTo(strength, 5);
  });

  it('has a stationary point with mean 0, whatever the wins', () => {
    fc.assert(
      fc.property(winTable, (wins) => {
        const prior = 0.5;
        const strengths = bradleyTerry(wins, prior);
        expect(strengths.reduce((sum, strength) => sum + strength, 0)).toBeCloseTo(0, 6);
        for (const [i, strength] of strengths.entries()) {
          let slope = -prior * strength;
          for (const [j, other] of strengths.entries()) {
            if (i !== j) slope += wins[i]![j]! - (wins[i]![j]! + wins[j]![i]!) / (1 + Math.exp(other - strength));
          }
          expect(slope).toBeCloseTo(0, 6);
        }
      }),
    );
  });

  it('sees nothing in a cycle', () => {
    for (const strength of bradleyTerry(rockPaperScissors)) expect(strength).toBeCloseTo(0, 8);
  });
});

describe('generalPreference', () => {
  it.each(oracle.generalPreference)('reaches the best fit of scipy, $blocks blocks', ({ wins, blocks, prior, chances }) => {
    const fitted = generalPreference(wins, { blocks, prior });
    for (const [i, row] of chances.entries()) for (const [j, chance] of row.entries()) expect(fitted[i]![j]).toBeCloseTo(chance, 3);
  });

  it('holds rock, paper, scissors, which Bradley–Terry cannot', () => {
    const fitted = generalPreference(rockPaperScissors, { prior: 0.01 });
    for (let i = 0; i < 3; i++) expect(fitted[i]![(i + 2) % 3]).toBeGreaterThan(0.85);
    const strengths = bradleyTerry(rockPaperScissors);
    const ours = likelihood(rockPaperScissors, (i, j) => fitted[i]![j]!);
    const theirs = likelihood(rockPaperScissors, (i, j) => 1 / (1 + Math.exp(strengths[j]! - strengths[i]!)));
    expect(ours).toBeGreaterThan(theirs + 5);
  });

  it('is antisymmetric, and a function of the seed', () => {
    fc.assert(
      fc.property(winTable, fc.integer({ min: 0, max: 99 }), (wins, seed) => {
        const fitted = generalPreference(wins, { seed });
        expect(generalPreference(wins, { seed })).toEqual(fitted);
        for (const [i, row] of fitted.entries())
          for (const [j, chance] of row.entries()) expect(chance + fitted[j]![i]!).toBeCloseTo(1, 10);
      }),
      { numRuns: 20 },
    );
  });
});

describe('cyclicTriples', () => {
  it('counts the cycle, and no pair without verdict', () => {
    expect(cyclicTriples(rockPaperScissors)).toEqual({ triples: 1, cyclic: 1 });
    expect(
      cyclicTriples([
        [0, 1, 1],
        [0, 0, 1],
        [0, 0, 0],
      ]),
    ).toEqual({ triples: 1, cyclic: 0 });
    expect(
      cyclicTriples([
        [0, 0.5, 1],
        [0.5, 0, 1],
        [0, 0, 0],
      ]),
    ).toEqual({ triples: 0, cyclic: 0 });
    expect(cyclicTriples([])).toEqual({ triples: 0, cyclic: 0 });
  });

  it('agrees with the formula of Kendall and Babington Smith for tournaments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9 }), fc.infiniteStream(fc.boolean()), (size, coins) => {
        const wins = Array.from({ length: size }, () => new Array<number>(size).fill(0));
        for (let i = 0; i < size; i++) {
          for (let j = i + 1; j < size; j++) {
            const first = coins.next().value;
            wins[i]![j] = first ? 1 : 0;
            wins[j]![i] = first ? 0 : 1;
          }
        }
        const squares = wins.reduce((sum, row) => sum + row.reduce((won, one) => won + one, 0) ** 2, 0);
        const { triples, cyclic } = cyclicTriples(wins);
        expect(triples).toBe((size * (size - 1) * (size - 2)) / 6);
        expect(cyclic).toBe((size * (size - 1) * (2 * size - 1)) / 12 - squares / 2);
      }),
    );
  });
});
