import { expect, test } from 'vitest';
import { tinyModel } from '../test/tiny-model.ts';
import { modelQuestionAuc, otherQuestions, questionAuc } from './other-questions.ts';

const row = (i: number) => ({
  id: `q${i}`,
  question: `when was tower ${i} built`,
  answers: ['1900'],
  positives: ['right'],
  candidates: [
    ...['nobody knows', `a cat ${i}`, 'in 1900'].map((text, j) => ({
      id: `wrong ${j}`,
      text,
      scores: {},
      ranks: {},
      label: 0 as const,
      holdsAnswer: text === 'in 1900',
    })),
    { id: 'right', text: `the tower was built in 190${i}`, scores: {}, ranks: {}, label: 1 as const, holdsAnswer: true },
  ],
});
const rows = Array.from({ length: 6 }, (_, i) => row(i));
const lists = rows.map(({ question, candidates }) => ({
  question,
  passages: candidates.map(({ id, text }) => ({ passage: { id, text, document: { id }, metadata: {} }, scores: {}, ranks: {} })),
  right: new Set(['right']),
  wrong: new Set(['wrong 0', 'wrong 1']),
}));

test('every list gets the question of another one, and passages that are right or wrong', () => {
  for (const seed of [1, 2, 3]) {
    for (const [i, { question, drawn }] of otherQuestions(lists, seed).entries()) {
      expect(question).not.toBe(lists[i]!.question);
      expect(drawn.map(({ passage }) => passage.id).sort()).toEqual(['right', 'wrong 0', 'wrong 1']);
    }
  }
});

test('a model that looks at the question alone scores like chance, one that looks at passages does not', () => {
  const reading = (right: number, wrong: number) =>
    new Map([
      ['right', right],
      ['wrong 0', wrong],
    ]);
  const reads = lists.map((_, i) => ({ own: reading(2, 1), other: i % 2 === 0 ? reading(2, 1) : reading(1, 2) }));
  expect(questionAuc(lists, reads)).toEqual({ ownQuestion: 1, otherQuestion: 0.5 });
  expect(
    questionAuc(
      lists,
      lists.map(() => ({ own: new Map(), other: new Map() })),
    ),
  ).toBeNull();
});

test('of a model directory', async () => {
  const auc = await modelQuestionAuc(tinyModel, rows);
  for (const area of [auc!.ownQuestion, auc!.otherQuestion]) {
    expect(area).toBeGreaterThanOrEqual(0);
    expect(area).toBeLessThanOrEqual(1);
  }
  expect(await modelQuestionAuc(tinyModel, rows.slice(0, 1))).toBeNull();
}, 30_000);
