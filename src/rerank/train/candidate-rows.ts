import { z } from 'zod';
import type { ScoredPassage } from '../../passage.ts';
import { holdsAnswer } from '../../text/holds-answer.ts';

const stageScores = z.object({ bm25: z.number().optional(), dense: z.number().optional(), fused: z.number().optional() });

/** A question with all that the first stage found for it, in its order: to choose a model by, and to fit what combines its scores with the first stage's. */
export const CandidateRow = z.object({
  id: z.string().min(1),
  question: z.string().min(1),
  answers: z.array(z.string()),
  positives: z.array(z.string()).min(1).describe('Ids of the right passages, found or not'),
  candidates: z.array(
    z.object({
      id: z.string().min(1),
      title: z.string().optional(),
      text: z.string().min(1),
      scores: stageScores,
      ranks: stageScores,
      label: z.union([z.literal(0), z.literal(1)]),
      holdsAnswer: z.boolean().describe('Labelled 0 it may still be right'),
    }),
  ),
});
export type CandidateRow = z.infer<typeof CandidateRow>;

/** A passage that a first stage has found, as a candidate. */
export function candidateOf(
  { passage: { id, title, text }, scores, ranks }: ScoredPassage,
  { right, answers }: { right: boolean; answers: readonly string[] },
): CandidateRow['candidates'][number] {
  return { id, ...(title !== undefined && { title }), text, scores, ranks, label: right ? 1 : 0, holdsAnswer: holdsAnswer(answers, text) };
}
