import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/rerank/judge.ts';
import type { CandidateKind, CandidateList } from './candidates.ts';
import { orderChange } from './order-change.ts';
import { scoreList, scoresOf } from './score-list.ts';

const kinds: CandidateKind[] = ['counterfactual', 'gold', 'hard noise', 'weak noise'];
const list: CandidateList = {
  id: 'q',
  question: 'Who?',
  answers: ['x'],
  candidates: kinds.map((kind, i) => ({ id: `p${i}`, text: kind, kind })),
};

describe('scoreList', () => {
  it('of a perfect judge is 1', () => {
    const scores = scoreList(list, { useful: [0.2, 0.9, 0.1, 0], selected: [false, true, false, false] });
    expect(new Set(Object.values(scores))).toEqual(new Set([1]));
  });

  it('by hand', () => {
    // Takes the counterfactual for the best and chooses three passages.
    expect(scoreList(list, { useful: [0.9, 0.5, 0.7, 0], selected: [true, true, true, false] })).toEqual({
      P: 1 / 3,
      R: 1,
      F1: 0.5,
      RR: 1 / 3,
      AUC: 1 / 3,
      'AUC gold–counterfactual': 0,
      'AUC gold–noise': 0.5,
      'AUC counterfactual–noise': 1,
    });
  });

  it('saying nothing earns what chance earns, and an empty set nothing', () => {
    const silent = scoreList(list, { useful: [null, null, null, null] });
    expect(silent).toMatchObject({ P: 0.25, R: 0.25, F1: 0.25, AUC: 0.5 });
    expect(silent.RR).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, 12);
    expect(scoreList(list, { useful: [0, 0, 0, 0], selected: [false, false, false, false] })).toMatchObject({ P: 0, R: 0, F1: 0 });
    expect(scoreList(list, { useful: [null, null, null, null], selected: [null, null, null, null] })).toMatchObject({ F1: 0, AUC: 0.5 });
  });

  it('does not depend on the scale of the scores', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (useful, scale) => {
          expect(scoreList(list, { useful: useful.map((score) => score && score * scale) })).toEqual(scoreList(list, { useful }));
        },
      ),
    );
  });
});

const verdictsOf = (ranks: number[], selected: (boolean | null)[]): Verdict[] =>
  ranks.map((rank, i) => ({ passageId: `p${i}`, useful: 1 / rank, selected: selected[i]!, rank }));

it('scoresOf keeps the order of ranks and what could not be read', () => {
  const verdicts = verdictsOf([2, 1, 3], [null, null, null]);
  expect(scoresOf([...verdicts, { passageId: 'x', useful: null, selected: null, rank: 4 }])).toEqual({ useful: [2, 3, 1, null] });
});

it('orderChange is the mean distance of sets and rankings', () => {
  const [a, b, c] = [
    verdictsOf([1, 2, 3], [true, true, false]),
    verdictsOf([2, 1, 3], [true, false, false]),
    verdictsOf([3, 2, 1], [false, false, false]),
  ];
  expect(orderChange([a, b])).toEqual({ 'set change': 0.5, 'ranking change': 1 / 3 });
  expect(orderChange([a, b, c])).toEqual({ 'set change': (0.5 + 1 + 1) / 3, 'ranking change': expect.closeTo((1 / 3 + 1 + 2 / 3) / 3) });
  expect(orderChange([a])).toEqual({});
  expect(orderChange([verdictsOf([1, 2], [null, null]), verdictsOf([1, 2], [null, null])])).toEqual({ 'ranking change': 0 });
});
