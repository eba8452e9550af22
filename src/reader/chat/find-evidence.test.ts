import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScoredPassage } from '../../passage.ts';
import { findEvidence, locate } from './find-evidence.ts';

const passage = (id: string, text: string): ScoredPassage => ({
  passage: { id, text, document: { id }, metadata: {} },
  scores: {},
  ranks: {},
});
const passages = [
  passage('a', 'Fidelio is an opera by Ludwig van Beethoven. It was first given in 1805.'),
  passage('b', 'In 1805 Napoléon’s army took Vienna; the “first” night was empty.'),
];
const find = (answer: string, quote = '', named: number[] = []) =>
  findEvidence({ answer, quote, passages: named }, passages).map(({ passage: { id, text }, start, end }) => [id, text.slice(start, end)]);

describe('findEvidence', () => {
  test('the quotation, case, spacing and punctuation aside', () => {
    expect(find('1805', 'it was first\n given in 1805', [1])).toEqual([['a', 'It was first given in 1805']]);
    expect(find('empty', 'the "first" night was empty', [2])).toEqual([['b', 'the “first” night was empty']]);
    expect(find('1805', 'In 1805 … the first night', [2])).toEqual([['b', 'the “first” night']]);
  });

  test('of another passage than the named one', () => {
    expect(find('Beethoven', 'an opera by Ludwig van Beethoven', [2])).toEqual([['a', 'an opera by Ludwig van Beethoven']]);
    expect(find('Beethoven', 'an opera by Ludwig van Beethoven', [7])).toEqual([['a', 'an opera by Ludwig van Beethoven']]);
  });

  test('a quotation that nobody wrote is no evidence; the answer itself is', () => {
    expect(find('Beethoven', 'Beethoven wrote Fidelio', [1])).toEqual([['a', 'Beethoven']]);
    expect(find('Mozart', 'Mozart wrote Fidelio', [1])).toEqual([]);
  });

  test('in every passage that is named', () => {
    expect(find('1805', '', [1, 2])).toEqual([
      ['a', '1805'],
      ['b', '1805'],
    ]);
    expect(find('1805')).toEqual([['a', '1805']]);
  });

  test('whole words only', () => {
    expect(find('opera')).toEqual([['a', 'opera']]);
    expect(find('180')).toEqual([]);
    expect(find('era')).toEqual([]);
  });
});

test('locate gives a stretch with the same letters, wherever they stand', () => {
  const words = fc.array(fc.stringMatching(/^[a-zA-Zäß0-9]{1,6}$/), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(words, words, words, (before, phrase, after) => {
      const text = [...before, ...phrase, ...after].join('; ');
      const { start, end } = locate(phrase.join(' '), text)!;
      const letters = (part: string) => part.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
      expect(letters(text.slice(start, end))).toBe(letters(phrase.join('')));
    }),
  );
});
