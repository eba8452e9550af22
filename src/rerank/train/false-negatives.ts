import type { Passage } from '../../passage.ts';
import { containment, shingles } from '../../retrieval/ingest/shingles.ts';
import { holdsAnswer } from '../../text/holds-answer.ts';
import { passageKey } from './rows.ts';

export interface KnownAnswers {
  positives: readonly Pick<Passage, 'text' | 'duplicateCluster'>[];
  /** Answer strings, in addition to those that the positives' spans mark. */
  answers: readonly string[];
}

/** Why a passage cannot be a negative. */
export type FalseNegative = 'positive' | 'near-duplicate' | 'holds-answer';

/**
 * Judges passages as possible negatives of one question: those that are a positive, share at least the part `nearDuplicate` of the shorter text's
 * five-word shingles with one (or its `duplicateCluster`), or hold an answer as a sequence of whole tokens, may be right and are not for training.
 */
export function falseNegatives({ positives, answers }: KnownAnswers, nearDuplicate: number) {
  const keys = new Set(positives.map(passageKey));
  const clusters = new Set(positives.flatMap(({ duplicateCluster }) => duplicateCluster ?? []));
  const shingled = positives.map(({ text }) => shingles(text));
  return ({ title, text, duplicateCluster }: Pick<Passage, 'title' | 'text' | 'duplicateCluster'>): FalseNegative | null => {
    if (keys.has(passageKey({ text }))) return 'positive';
    if (duplicateCluster !== undefined && clusters.has(duplicateCluster)) return 'near-duplicate';
    if (holdsAnswer(answers, text) || (title && holdsAnswer(answers, title))) return 'holds-answer';
    const own = shingles(text);
    return shingled.some((other) => containment(own, other) >= nearDuplicate) ? 'near-duplicate' : null;
  };
}
