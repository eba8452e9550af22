import type { PreferenceRecord, ProbeOutcome, ReadingOutcome } from './record.ts';

/**
 * What a passage does to a reader's answer. Source: Dong et al., Understand what LLM needs: dual preference alignment for
 * retrieval-augmented generation (DPA-RAG), WWW 2025, section 3.1.
 */
export const categories = ['aligned', 'unaligned', 'both-correct', 'both-incorrect'] as const;
export type Category = (typeof categories)[number];

/** A judge's verdict where there is one, else whether the answer contains a right one; never F1, which falls when a right answer grows wordy. */
export const isCorrect = ({ judged, hit }: ReadingOutcome): boolean => judged ?? hit;

export function categoryOfOutcome({ before, after }: ProbeOutcome): Category {
  if (isCorrect(before)) return isCorrect(after) ? 'both-correct' : 'unaligned';
  return isCorrect(after) ? 'aligned' : 'both-incorrect';
}

/**
 * The category of a record. Repeated probes vote, and with equal votes the earliest counts. Verdicts, annotations and feedback say only whether
 * the passage helps: above degree 0 aligned, below unaligned, and none at 0, where the sides are even.
 */
export function categoryOf(record: PreferenceRecord): Category | undefined {
  if (record.signal !== 'probe') return record.degree > 0 ? 'aligned' : record.degree < 0 ? 'unaligned' : undefined;
  const votes = new Map<Category, number>();
  for (const outcome of record.outcomes) {
    const category = categoryOfOutcome(outcome);
    votes.set(category, (votes.get(category) ?? 0) + 1);
  }
  return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
}
