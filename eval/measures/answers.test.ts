import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains } from './contains.ts';
import { exactMatch } from './exact-match.ts';
import { f1 } from './f1.ts';
import { holdsAnswer } from './holds-answer.ts';
import { normalizeAnswer } from './normalize-answer.ts';
import { answerMeasures } from './registry.ts';

interface Fixture {
  answers: { answers: string[]; prediction: string; normalized: string; EM: number; F1: number; Contains: number }[];
  passages: { answers: string[]; text: string; hasAnswer: boolean }[];
}
const path = new URL('../../test/oracles/squad/fixtures/answers.json', import.meta.url);
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture;

describe('equal to the official SQuAD formulas', () => {
  for (const row of fixture.answers) {
    it(`${JSON.stringify(row.prediction)} for ${JSON.stringify(row.answers)}`, () => {
      expect(normalizeAnswer(row.prediction)).toBe(row.normalized);
      expect(exactMatch.compute(row.prediction, row.answers)).toBe(row.EM);
      expect(f1.compute(row.prediction, row.answers)).toBeCloseTo(row.F1, 12);
      expect(contains.compute(row.prediction, row.answers)).toBe(row.Contains);
    });
  }
});

describe("equal to DPR's has_answer", () => {
  for (const row of fixture.passages) {
    it(`${JSON.stringify(row.answers)} in ${JSON.stringify(row.text)}`, () => {
      expect(holdsAnswer(row.answers, row.text)).toBe(row.hasAnswer);
    });
  }

  it('an answer without a token is in no passage', () => {
    expect(holdsAnswer([' '], 'text')).toBe(false);
  });
});

describe('properties', () => {
  const text = fc.string({ unit: 'grapheme' });

  it('exact match implies F1 = 1; F1 is symmetric; all lie in [0, 1]', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        if (exactMatch.compute(a, [b]) === 1) expect(f1.compute(a, [b])).toBe(1);
        expect(f1.compute(a, [b])).toBe(f1.compute(b, [a]));
        for (const measure of answerMeasures) {
          const value = measure.compute(a, [b]);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('a text holds its own words', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 }), text, text, (words, before, after) => {
        expect(holdsAnswer([words.join(' ')], `${before} ${words.join(' ')} ${after}`)).toBe(true);
      }),
    );
  });
});
