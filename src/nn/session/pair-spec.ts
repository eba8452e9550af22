import type { Precision } from '../linear.ts';
import type { PairModelFiles } from '../model-directory.ts';
import type { PairOptions } from '../tokenizer/pair-sequences.ts';

/** (question, passage) pairs to the logits of a classifier and, where the model has them, the best answer spans. */
export interface PairSpec extends PairOptions {
  kind: 'pairs';
  model: PairModelFiles;
  precision: Precision;
  threads: number;
  /** The longest answer, in tokens. */
  maxAnswerTokens: number;
}

export interface PairInput {
  question: string;
  /** Read before the text; never part of an answer. */
  title?: string | undefined;
  text: string;
}

/** A span's numbers in an output: score, start, end. */
export const spanSize = 3;
