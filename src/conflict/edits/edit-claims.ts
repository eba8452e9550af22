import { sentences } from '../../text/sentences.ts';
import type { ConflictClaim } from '../claim.ts';
import { followEdits } from './follow-edits.ts';

interface Stated {
  id: string;
  text: string;
}

/**
 * What a user's statements answer by themselves, a claim of level `instruction` for each answer; its evidence is the object of every hop. Statements that
 * the question makes itself ("if …") are no part of what is asked.
 */
export function editClaims(question: string, statements: readonly Stated[]): ConflictClaim[] {
  const asked = statements.reduce((rest, { text }) => rest.replace(text, ' '), question);
  const origins = new Map<string, { id: string; offset: number }>();
  const facts = statements.flatMap(({ id, text }) =>
    sentences(text).map(({ start, end }) => {
      const fact = { id: `${id}:${start}`, text: text.slice(start, end) };
      origins.set(fact.id, { id, offset: start });
      return fact;
    }),
  );
  return followEdits(asked, facts).map(({ answer, hops, coverage }) => ({
    answer,
    level: 'instruction',
    confidence: Math.min(1, coverage),
    evidence: hops.map(({ fact, object }) => {
      const { id, offset } = origins.get(fact.id)!;
      return { passageId: id, start: offset + object.start, end: offset + object.end };
    }),
  }));
}
