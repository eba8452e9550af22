import type { ScoredPassage } from '../passage.ts';
import type { Filter } from './filter.ts';

export const retrievalModes = ['bm25', 'dense', 'hybrid'] as const;
export type RetrievalMode = (typeof retrievalModes)[number];

export interface RetrieveOptions {
  /** How many passages; capped by the corpus. An integer ≥ 1. */
  k: number;
  /** Default `hybrid` where the store has vectors, else `bm25`. */
  mode?: RetrievalMode | undefined;
  /** Applies before the top-k is taken. */
  filter?: Filter | undefined;
  /** A ready query vector; without it the store's embedder encodes the query. */
  vector?: Float32Array | undefined;
  signal?: AbortSignal | undefined;
}

/** Finds passages for a query, best first. An empty query, or one of stop words only, is no error: BM25 finds nothing for it. */
export interface Retriever {
  retrieve(query: string, options: RetrieveOptions): Promise<ScoredPassage[]>;
}
