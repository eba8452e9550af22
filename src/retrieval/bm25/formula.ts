import { byteLength } from './small-float.ts';

export interface Bm25Parameters {
  k1: number;
  b: number;
  lengths: 'exact' | 'byte';
}

/** Inverse document frequency, never negative: Lucene's BM25Similarity.idfExplain. `documents` counts those that have a term at all. */
export function idf(documents: number, documentFrequency: number): number {
  return Math.log(1 + (documents - documentFrequency + 0.5) / (documentFrequency + 0.5));
}

/**
 * The part of BM25 that depends on a document's length alone, so that a term adds idf · tf / (tf + norm). Robertson and Zaragoza, "The
 * Probabilistic Relevance Framework: BM25 and Beyond", 2009, eq. 3.15, without the constant factor k1 + 1 (as Lucene since 8.0).
 */
export function lengthNorm(length: number, averageLength: number, { k1, b, lengths }: Bm25Parameters): number {
  const kept = lengths === 'byte' ? byteLength(length) : length;
  return k1 * (1 - b + (b * kept) / averageLength);
}
