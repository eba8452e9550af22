import type { Rng } from './rng.ts';

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

/** A trainable parameter of normally distributed values around 0 (Box & Muller 1958); zeros for a deviation of 0. */
export function normalParameter(shape: readonly number[], deviation: number, rng: Rng): Parameter {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (deviation > 0) {
    for (let i = 0; i < data.length; i++) {
      data[i] = deviation * Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float());
    }
  }
  return { shape, data, trainable: true };
}

/** How many numbers are trained, of how many. */
export function countParameters(parameters: Parameters): { trained: number; all: number } {
  let [trained, all] = [0, 0];
  for (const { data, trainable } of parameters.values()) {
    all += data.length;
    if (trainable) trained += data.length;
  }
  return { trained, all };
}
