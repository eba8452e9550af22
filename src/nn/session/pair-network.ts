import type { PairSequence } from '../tokenizer/pair-sequences.ts';

/** What a model gives for a batch of pairs. */
interface PairScores {
  /** [batch, labels]. */
  logits: Float32Array;
  /** Start and end score of each token, [length, batch, 2]; absent in models without. */
  spans?: Float32Array;
}

/** A loaded model that scores (question, passage) sequences. */
export interface PairNetwork {
  readonly findsSpans: boolean;
  /** `width` is the length of the longest sequence. */
  run(batch: readonly PairSequence[], width: number): Promise<PairScores>;
  release(): Promise<void>;
}
