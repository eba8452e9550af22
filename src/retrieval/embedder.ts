import type { LongRunning } from '../progress.ts';

/** Turns texts into unit-length vectors. A store records `id` and `dimensions` and refuses another embedder. */
export interface Embedder {
  /** Names the model, its precision and its pooling, e.g. `all-MiniLM-L6-v2/int8`; equal ids mean equal vectors. */
  readonly id: string;
  readonly dimensions: number;
  embed(texts: string[], kind: 'query' | 'passage', options?: LongRunning): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Of two of an embedder's vectors, which are of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
