import type { EncodeSpec } from './encode-task.ts';
import type { PairSpec } from './pair-spec.ts';

/** Names a task and all that its results depend on; equal specs share one session. Crosses to the worker as plain data. */
export type TaskSpec = EncodeSpec | PairSpec;

/** What the model reads in one go: a text, or a window of one. */
export interface Sequence {
  ids: Int32Array;
}

/** A model with what comes before and after it. Lives in the inference worker. */
export interface Task<Input = unknown> {
  /** Tokens of a batch, padding included: measured best between waste by padding and by the caches. */
  readonly batchTokens: number;
  /** The sequences one input becomes: several where it is longer than the window. */
  sequences(input: Input): Sequence[];
  /** Runs a batch of sequences; one result each, in their order. */
  run(batch: readonly Sequence[]): Promise<Float32Array[]>;
  /** The result of an input from those of its sequences. */
  combine(results: Float32Array[], sequences: readonly Sequence[]): Float32Array;
  /** Frees the model. */
  release(): Promise<void>;
}
