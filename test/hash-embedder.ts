import { throwIfAborted } from '../src/errors.ts';
import type { LongRunning } from '../src/progress.ts';
import type { Embedder } from '../src/retrieval/embedder.ts';

/** A quick, deterministic embedder for tests: the normalised sum of a pseudo-random vector for every word. */
export class HashEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number;
  /** Every text that was encoded, in order. */
  readonly encoded: string[] = [];

  constructor(dimensions = 16, id = `hash-${dimensions}`) {
    this.dimensions = dimensions;
    this.id = id;
  }

  async embed(texts: string[], _kind: 'query' | 'passage', options: LongRunning = {}): Promise<Float32Array[]> {
    await null;
    throwIfAborted(options.signal);
    this.encoded.push(...texts);
    return texts.map((text) => this.vector(text));
  }

  vector(text: string): Float32Array {
    const sum = new Float32Array(this.dimensions);
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
      const random = generator(word);
      for (let i = 0; i < sum.length; i++) sum[i]! += random();
    }
    const norm = Math.hypot(...sum);
    return sum.map((value) => value / norm);
  }

  async close(): Promise<void> {}
}

/** Numbers in [-1, 1): xorshift32, seeded with FNV-1a of the word. */
function generator(word: string): () => number {
  let state = 2166136261;
  for (let i = 0; i < word.length; i++) state = Math.imul(state ^ word.charCodeAt(i), 16777619);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}
