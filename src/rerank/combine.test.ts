import { expect, test } from 'vitest';
import type { ScoredPassage, StageScores } from '../passage.ts';
import { Combinations, logitAlone, logOdds } from './combine.ts';

const scored = (id: string, scores: StageScores): ScoredPassage => ({
  passage: { id, text: id, document: { id }, metadata: {} },
  scores,
  ranks: {},
});
const combinations: Combinations = [
  { features: ['logit', 'dense', 'bm25'], weights: [1, 10, 2], bias: -3 },
  { features: ['logit', 'bm25'], weights: [1, 4], bias: -1 },
  { features: ['logit'], weights: [0.5], bias: 0 },
];

test('the first combination that the list’s scores allow', () => {
  const hybrid = [scored('a', { logit: 2, dense: 0.5, bm25: 8 }), scored('b', { logit: 1, dense: 0.7 })];
  // 2 + 10 · .5 + 2 · 8/8 − 3; 1 + 10 · .7 + 0 − 3
  expect(logOdds(hybrid, combinations)).toEqual([6, 5]);
  const lexical = [scored('a', { logit: 2, bm25: 8 }), scored('b', { logit: 1, bm25: 4 })];
  expect(logOdds(lexical, combinations)).toEqual([5, 2]);
  expect(logOdds([scored('a', { logit: 2 })], combinations)).toEqual([1]);
  expect(logOdds([scored('a', { dense: 2 })], combinations)).toBeUndefined();
});

test('a passage without a vector has the lowest cosine of its list', () => {
  const list = [
    scored('a', { logit: 0, dense: 0.4, bm25: 1 }),
    scored('b', { logit: 0, bm25: 1 }),
    scored('c', { logit: 0, dense: 0.2, bm25: 1 }),
  ];
  const [, second, third] = logOdds(list, combinations)!;
  expect(second).toBe(third);
});

test('without weights, the logit alone', () => {
  expect(logOdds([scored('a', { logit: 2, dense: 1 })], logitAlone)).toEqual([2]);
});

test('refuses weights that do not fit their features', () => {
  expect(Combinations.safeParse([{ features: ['logit'], weights: [1, 2], bias: 0 }]).success).toBe(false);
  expect(Combinations.safeParse([{ features: ['length'], weights: [1], bias: 0 }]).success).toBe(false);
});
