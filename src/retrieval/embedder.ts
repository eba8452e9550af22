import type { LongRunning } from '../progress.ts';

/** Turns texts into unit-length vectors. A store records `id` and `dimensions` and refuses another embedder. */
export interface Embedder {
  /** Names the model, its precision and its pooling, e.g. `all-MiniLM-L6-v2/int8`; equal ids mean equal vectors. */
  readonly id: string;
  readonly dimensions: number;
  embed(texts: string[], kind: 'query' | 'passage', options?: LongRunning): Promise<Float32Array[]>;
  close(): Promise<void>;
}
