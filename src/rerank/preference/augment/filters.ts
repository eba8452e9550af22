import { equivalent } from '../../../conflict/equivalence/equivalent.ts';
import type { EntailmentJudge } from '../../../conflict/rules/conditions/entailment.ts';
import type { ScoredPassage } from '../../../passage.ts';
import type { Reader, ReadOptions } from '../../../reader/reader.ts';
import { containsAnswer } from '../../../text/answer-match.ts';
import type { Agreement, DropReason, RoundTrip } from './augment-row.ts';
import type { AugmentSettings } from './options.ts';
import { type VariantKind, variants } from './variants.ts';

/** Asks the detector in both directions; DPA-RAG's filter asks in one, and drops all variants of a question for one contradiction. */
export async function agreement(judge: EntailmentJudge, question: string, variant: string, signal?: AbortSignal): Promise<Agreement> {
  const [there, back] = await Promise.all([judge(question, variant, signal), judge(variant, question, signal)]);
  return {
    entailment: Math.min(there.entailment, back.entailment),
    contradiction: Math.max(there.contradiction, back.contradiction),
  };
}

/** Why a variant's wording rules it out: it contradicts the question, or should mean the same and does not. */
export function wordingFault(
  kind: VariantKind,
  { entailment, contradiction }: Agreement,
  limits: Pick<AugmentSettings, 'entailment' | 'contradiction'>,
): DropReason | undefined {
  if (contradiction >= limits.contradiction) return 'contradiction';
  return variants[kind].keepsTruthConditions && entailment < limits.entailment ? 'not-entailed' : undefined;
}

/** The reader's best answer on the given passages; empty where it abstains. */
export async function answerOn(
  reader: Reader,
  question: string,
  passages: readonly ScoredPassage[],
  options: ReadOptions,
): Promise<string> {
  const [best] = await reader.read({ question, passages: [...passages], ...options });
  return best?.answer ?? '';
}

/**
 * Why the reader's answers rule a variant out. One that means the same has to be answered the same, be it with silence. Of any other the answer is all that
 * shows that labels hold: it has to be there, and to be right where right answers are known.
 */
export function answerFault(kind: VariantKind, trip: RoundTrip, answers: readonly string[]): DropReason | undefined {
  const same = equivalent(trip.question, trip.variant);
  const shown = trip.variant !== '' && (answers.length === 0 || containsAnswer(trip.variant, answers));
  return same && (variants[kind].keepsTruthConditions || shown) ? undefined : 'other-answer';
}
