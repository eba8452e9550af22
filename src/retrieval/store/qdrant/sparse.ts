import { lengthNorm } from '../../bm25/formula.ts';
import { murmur3 } from './murmur3.ts';

/** Qdrant's form of a sparse vector: distinct u32 indices and their weights. */
export interface SparseVector {
  indices: number[];
  values: number[];
}

const parameters = { k1: 0.5, b: 0.5, lengths: 'exact' } as const;

/**
 * The term-frequency part of BM25, tf / (tf + k1·(1 − b + b·length / averageLength)), k1 = b = .5. The server multiplies with idf = ln(1 + (N − df + .5) / (df + .5)) when it searches.
 *
 * Where the true mean length is r times `averageLength`, these are the weights of exact BM25 with other parameters: k1' = c·k1 and
 * b' = b·r / c, c = 1 − b + b·r; so r = 2 gives k1' = .75, b' = .67 and r = 1/2 gives k1' = .38, b' = .33.
 */
export function passageWeights(terms: string[], averageLength: number): SparseVector {
  const counts = countIndices(terms);
  const norm = lengthNorm(terms.length, averageLength, parameters);
  return { indices: [...counts.keys()], values: [...counts.values()].map((frequency) => frequency / (frequency + norm)) };
}

/** The query's side of BM25: how often each term occurs in it. */
export function queryWeights(terms: string[]): SparseVector {
  const counts = countIndices(terms);
  return { indices: [...counts.keys()], values: [...counts.values()] };
}

/**
 * Terms are numbered by their 32-bit hash, so that no writer needs a shared vocabulary. Of V distinct terms about V²/2³³ pairs
 * share a number and count as one term: 1 pair among 100,000 terms, 116 among a million.
 */
function countIndices(terms: string[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const term of terms) {
    const index = murmur3(term);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return counts;
}
