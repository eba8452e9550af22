import { expect, test } from 'vitest';
import { falseNegatives } from './false-negatives.ts';

const words = (from: number, count: number) => Array.from({ length: count }, (_, i) => `w${from + i}`).join(' ');

test.each([
  ['the positive itself, white space aside', { text: 'Fidelio  is by Beethoven.' }, 'positive'],
  ['an answer in the text', { text: 'He is called ludwig VAN Beethoven there.' }, 'holds-answer'],
  ['an answer in the title', { title: 'Ludwig van Beethoven', text: 'He was born in Bonn.' }, 'holds-answer'],
  ['part of a word is no answer', { text: 'Ludwig van Beethovenstraat is a street.' }, null],
  ['the same cluster of near duplicates', { text: 'Another text.', duplicateCluster: 'near-1' }, 'near-duplicate'],
  ['another cluster', { text: 'Another text.', duplicateCluster: 'near-2' }, null],
  ['no cluster', { text: 'Another text.' }, null],
])('%s', (_, passage, expected) => {
  const judge = falseNegatives(
    { positives: [{ text: 'Fidelio is by Beethoven.', duplicateCluster: 'near-1' }], answers: ['Ludwig van Beethoven'] },
    0.5,
  );
  expect(judge(passage)).toBe(expected);
});

test('near duplicates by hand: of 96 shingles the first 46 are shared', () => {
  const candidate = { text: `${words(0, 50)} ${words(500, 50)}` };
  const judge = (threshold: number) => falseNegatives({ positives: [{ text: words(0, 100) }], answers: [] }, threshold)(candidate);
  expect(judge(46 / 96)).toBe('near-duplicate');
  expect(judge(47 / 96)).toBe(null);
});
