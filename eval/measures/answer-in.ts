import type { RankingMeasure } from './ranking-measure.ts';
import { success } from './success.ts';

/** Judged by the answer strings instead of annotated passages: a passage is relevant when it {@link holdsAnswer}. */
export const answerIn: RankingMeasure = {
  name: 'AnswerIn',
  cutoff: 'required',
  description: '1 when any of the first k passages holds an answer as a sequence of tokens, else 0 (top-k retrieval accuracy).',
  citation: 'Karpukhin et al., Dense passage retrieval for open-domain question answering, EMNLP 2020, section 5',
  compute: success.compute,
};
