/** A tensor of weights under training. */
export interface Parameter {
  readonly shape: readonly number[];
  /** Row-major; the optimizer changes it in place. */
  readonly data: Float32Array;
  /** Frozen parameters become constants of the graph and get no gradient. */
  readonly trainable: boolean;
}

/** Weights by name, laid out as PyTorch does: a linear layer's weight is [outputs, inputs]. */
export type Parameters = Map<string, Parameter>;
