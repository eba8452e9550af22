import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScoredPassage } from '../../passage.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { fitPassages } from './fit-passages.ts';

const passage = (id: number, tokens: number, useful?: number): ScoredPassage => ({
  passage: { id: String(id), text: 'x'.repeat(tokens), document: { id: String(id) }, metadata: {} },
  scores: useful === undefined ? {} : { useful },
  ranks: {},
});
const tokensOf = ({ passage: { text } }: ScoredPassage) => text.length;

test('what is kept fits, in the order given, and nothing more useful that would fit was dropped', () => {
  const sizes = fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 50 }), useful: fc.double({ min: 0, max: 1, noNaN: true }) }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 50, max: 200 }), (given, budget) => {
      const passages = given.map(({ tokens, useful }, i) => passage(i, tokens, useful));
      const { kept, dropped, cut } = fitPassages(passages, budget, tokensOf);
      expect(kept).toEqual(passages.filter((each) => kept.includes(each)));
      expect([dropped, cut]).toEqual([passages.length - kept.length, false]);
      const sum = (list: ScoredPassage[]) => list.reduce((total, each) => total + tokensOf(each), 0);
      expect(sum(kept)).toBeLessThanOrEqual(budget);
      for (const left of passages.filter((each) => !kept.includes(each))) {
        const better = kept.filter((each) => each.scores.useful! >= left.scores.useful!);
        expect(sum(better) + tokensOf(left)).toBeGreaterThan(budget);
      }
    }),
  );
});

test('estimates count other scripts by the character', () => {
  expect(estimateTokens('')).toBe(8);
  expect(estimateTokens('a'.repeat(35))).toBe(18);
  expect(estimateTokens('日本語', 'abc')).toBe(11 + 9);
});
