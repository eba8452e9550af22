import { describe, expect, it } from 'vitest';
import { statementPolarity } from './statement-polarity.ts';
import { aurc, harmonic, meanOf, type SystemResult } from './suite-measure.ts';
import { compareSystems, figures } from './summarize-systems.ts';
import { swapAnswer, wrongAnswers } from './swapped-answers.ts';

describe('statementPolarity', () => {
  it.each([
    ['Would a dog eat it?', 'A dog would eat it.', 'A dog would not eat it.', 'yes'],
    ['Would a dog eat it?', "A dog wouldn't eat it.", 'A dog would eat it.', 'no'],
    ['Would a dog hear it before a seal?', 'A seal would hear it before a dog.', 'A dog would hear it before a seal.', 'no'],
    ['Is it not safe?', 'It is not safe.', 'It is safe.', 'yes'],
    ['Could it help?', 'It cannot help.', 'It cannot help.', undefined],
  ])('%s %s', (question, statement, opposite, polarity) => {
    expect(statementPolarity(question, statement, opposite)).toBe(polarity);
  });
});

describe('wrongAnswers', () => {
  const questions = [
    { question: 'who won', answers: ['Ann'] },
    { question: 'who lost', answers: ['Bob', 'Robert'] },
    { question: 'when was it', answers: ['1999'] },
    { question: 'who sang', answers: ['Ann'] },
  ];
  it('are answers of other questions of the kind, never right ones', () => {
    expect(wrongAnswers(questions, 1)).toEqual(['Bob', 'Ann', undefined, 'Bob']);
  });
});

describe('swapAnswer', () => {
  it.each([
    ['Ann won. It was Ann’s day, not Anna’s.', ['ann'], 'Bob', 'Bob won. It was Bob’s day, not Anna’s.'],
    ['Ann Lee won; Ann is glad.', ['Ann', 'Ann Lee'], '$& Bob', '$& Bob won; $& Bob is glad.'],
    ['Nobody.', ['Ann'], 'Bob', undefined],
    ['It cost 5.0 (net).', ['5.0 (net)'], '6', 'It cost 6.'],
  ])('%s', (text, answers, wrong, swapped) => {
    expect(swapAnswer(text, answers, wrong)).toBe(swapped);
  });
});

describe('figures and comparisons', () => {
  const result = (values: Record<string, number>, selective?: SystemResult['selective']): SystemResult => ({ values, selective });
  const rows = Array.from({ length: 40 }, (_, i) => ({
    cluster: String(i % 20),
    results: {
      ours: result(i < 20 ? { R_Ad: 1 } : { R_Ro: 0.5 }, { confidence: i, correct: Number(i >= 10) }),
      theirs: result(i < 20 ? { R_Ad: i % 2 } : { R_Ro: 0.5 }, { confidence: 0, correct: 0 }),
    },
  }));

  it('have the value over all rows, and intervals', () => {
    const all = figures(rows, 'ours', [meanOf('R_Ad'), meanOf('R_Ro'), meanOf('none'), harmonic, aurc], 1);
    expect(all).toMatchObject({
      R_Ad: { value: 1, lower: 1, upper: 1, questions: 20 },
      R_Ro: { value: 0.5, questions: 20 },
      H: { value: 2 / 3, lower: expect.closeTo(2 / 3), questions: 40 },
      AURC: { questions: 40 },
    });
    expect(all.none).toBeUndefined();
    // 30 right ones first, then 10 wrong ones: risk (n − 30) / n.
    const risk = Array.from({ length: 10 }, (_, i) => (i + 1) / (31 + i)).reduce((a, b) => a + b) / 40;
    expect(all.AURC!.value).toBeCloseTo(risk, 10);
  });

  it('are paired', () => {
    const [adherence, robustness, mean] = compareSystems(rows, ['ours', 'theirs'], [meanOf('R_Ad'), meanOf('R_Ro'), harmonic], 1);
    expect(adherence).toMatchObject({ system: 'theirs', difference: 0.5 });
    expect(adherence!.lower).toBeGreaterThan(0.2);
    expect(adherence!.p).toBeLessThan(0.01);
    // Equal in every row: no chance in it.
    expect(robustness).toMatchObject({ difference: 0, lower: 0, upper: 0, p: 1 });
    expect(mean).toMatchObject({ difference: expect.closeTo(2 / 3 - 0.5), p: null });
  });
});
