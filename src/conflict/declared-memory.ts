import { z } from 'zod';
import { AccordError } from '../errors.ts';
import type { ConflictClaim } from './claim.ts';
import { answerForm } from './equivalence/answer-form.ts';

/** What is taken to be known without passages, for readers that have no memory of their own. */
export interface Memory {
  recall(question: string, options?: { signal?: AbortSignal | undefined }): Promise<ConflictClaim[]>;
}

export const MemoryPair = z.strictObject({
  question: z.string().trim().min(1),
  answer: z.string().trim().min(1),
  confidence: z.number().min(0).max(1).default(0.8).describe('How sure the memory is'),
  date: z.string().optional().describe('ISO 8601: when it was learned'),
});
export type MemoryPair = z.input<typeof MemoryPair>;

/**
 * A memory of question–answer pairs; a question recalls those of equal wording, but for case, punctuation and articles.
 *
 * @throws AccordError `invalid-input` naming the pair that is none.
 */
export function declaredMemory(pairs: readonly MemoryPair[]): Memory {
  const known = new Map<string, ConflictClaim[]>();
  pairs.forEach((pair, index) => {
    const parsed = MemoryPair.safeParse(pair);
    if (!parsed.success) {
      throw new AccordError(
        'invalid-input',
        `Pair ${index + 1} of the memory: ${z.prettifyError(parsed.error)}`,
        'Give {question, answer}.',
      );
    }
    const { question, answer, confidence, date } = parsed.data;
    const claim: ConflictClaim = { answer, level: 'parametric', evidence: [], confidence, ...(date !== undefined && { date }) };
    const { key } = answerForm(question);
    known.set(key, [...(known.get(key) ?? []), claim]);
  });
  return { recall: async (question) => [...(known.get(answerForm(question).key) ?? [])] };
}
