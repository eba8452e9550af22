import { expect, test } from 'vitest';
import type { Passage } from '../passage.ts';
import { passageClaims } from './passage-claims.ts';

const question = 'who was the first person to climb the north face';
const passage = (id: string, text: string): Passage => ({ id, text, document: { id }, metadata: {} });
const claimsOf = (...texts: string[]) => {
  const passages = texts.map((text, i) => ({ passage: passage(`p${i}`, text), scores: {}, ranks: {} }));
  const read = passages.map(({ passage: { id } }) => ({
    answer: 'X',
    level: 'context' as const,
    evidence: [{ passageId: id, start: 0, end: 1 }],
    confidence: 0.9,
  }));
  return passageClaims(read, passages, question);
};

test('marks passages that say the question again, whatever stands around it', () => {
  const claims = claimsOf(
    `People ask ${question}. It was Ada Berg.`,
    `Who was the first person to climb the NORTH FACE? Ada Berg!`,
    'Ada Berg was the first to climb the north face of the mountain.',
  );
  expect(claims.map(({ echo }) => echo)).toEqual([true, true, undefined]);
});
