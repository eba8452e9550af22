import { describe, expect, test } from 'vitest';
import { randomIntegers } from '../../random.ts';
import { questionBlindAuc } from './question-blind.ts';

const random = randomIntegers(3);
const vocabulary = Array.from({ length: 400 }, (_, i) => `word${i}`);
const text = (length = 30) => `${Array.from({ length }, () => vocabulary[random() % vocabulary.length]).join(' ')}.`;
const rows = (positive: () => object, negative: () => object) =>
  Array.from({ length: 400 }, (_, i) => ({
    question: `question ${i}`,
    positives: [{ text: text(), ...positive() }],
    negatives: Array.from({ length: 4 }, () => ({ text: text(), ...negative() })),
  }));

test('passages that differ in nothing are told apart by chance', () => {
  const { words, form, questions } = questionBlindAuc(
    rows(
      () => ({}),
      () => ({}),
    ),
  );
  expect(questions).toBe(400);
  expect(words).toBeGreaterThan(0.43);
  expect(words).toBeLessThan(0.57);
  expect(form).toBeGreaterThan(0.43);
  expect(form).toBeLessThan(0.57);
});

describe('a leak is found', () => {
  test.each([
    ['spaced punctuation', () => ({ text: text().replace('.', ' , and .') }), () => ({ text: text().replace('.', ', and.') }), 'words'],
    ['a word', () => ({ text: `${text()} indeed` }), () => ({}), 'words'],
    ['case', () => ({ text: text().toUpperCase() }), () => ({}), 'words'],
    ['a title', () => ({ title: 'Title' }), () => ({}), 'form'],
    ['length', () => ({ text: text(60) }), () => ({}), 'form'],
    ['how it begins', () => ({ text: text().replace('w', 'W') }), () => ({}), 'form'],
    ['how it ends', () => ({ text: text().slice(0, -1) }), () => ({}), 'form'],
  ] as const)('%s', (_, positive, negative, kind) => {
    expect(questionBlindAuc(rows(positive, negative))[kind]).toBeGreaterThan(0.95);
  });
});

test('half a leak gives half an area', () => {
  const { words } = questionBlindAuc(
    rows(
      () => (random() % 2 === 0 ? { text: `${text()} indeed` } : {}),
      () => ({}),
    ),
  );
  expect(words).toBeGreaterThan(0.66);
  expect(words).toBeLessThan(0.84);
});

test('equal rows, equal figures; without negatives there is none', () => {
  const made = rows(
    () => ({}),
    () => ({}),
  );
  expect(questionBlindAuc(made)).toEqual(questionBlindAuc(made));
  expect(questionBlindAuc(made.map((row) => ({ ...row, negatives: [] })))).toEqual({ words: Number.NaN, form: Number.NaN, questions: 400 });
});
