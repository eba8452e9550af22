import type { Passage } from '../../passage.ts';
import type { LongRunning } from '../../progress.ts';
import type { Analyzer } from '../analyzer/analyzer.ts';
import type { Embedder } from '../embedder.ts';
import type { Filter } from '../filter.ts';
import type { RetrievalMode, Retriever } from '../retriever.ts';

/** A passage to store; with `vector` (unit length, the store's dimensions) nothing is encoded for it. */
export type NewPassage = Passage & { vector?: Float32Array | number[] | undefined };

export interface AddReport {
  added: number;
  /** Same id, other content: replaced. */
  updated: number;
  /** Same id, same content: not touched, not encoded again. */
  unchanged: number;
}

export interface StoreInfo {
  location: string;
  passages: number;
  documents: number;
  analyzer: string;
  embedder: { id: string; dimensions: number } | null;
  schemaVersion: number;
  /** Bytes on disk, where the store knows them. */
  bytes?: number | undefined;
}

export interface OpenStoreOptions {
  /** Default: the English analyzer. A store made with another analyzer refuses this one (`store-mismatch`). */
  analyzer?: Analyzer | undefined;
  /**
   * Encodes passages on `add` and queries on `retrieve`; null or absent: BM25 only, or vectors brought along. Refused (`store-mismatch`) by a store
   * with vectors of another embedder; a store that has passages without vectors can be searched, but takes no passages with them.
   */
  embedder?: Embedder | null | undefined;
  /** Open for reading only; several processes may. */
  readOnly?: boolean | undefined;
}

/**
 * Passages with their BM25 postings and vectors. `add` commits in batches, each durable before the next begins: what a kill
 * leaves behind is a store with whole batches. Two passages of one call with the same id are an `invalid-input` error.
 */
export interface PassageStore extends Retriever {
  add(passages: Iterable<NewPassage> | AsyncIterable<NewPassage>, options?: LongRunning): Promise<AddReport>;
  /** Returns how many existed. */
  delete(ids: string[]): Promise<number>;
  deleteWhere(filter: Filter): Promise<number>;
  /** Loads what the first search in that mode would load: indexes that are kept in memory, the embedder's model. */
  warm(mode?: RetrievalMode): Promise<void>;
  /** In the order asked for; unknown ids are left out. */
  get(ids: string[]): Promise<Passage[]>;
  /** Every passage, in no particular order. */
  passages(options?: { filter?: Filter }): AsyncIterable<Passage>;
  count(filter?: Filter): Promise<number>;
  info(): Promise<StoreInfo>;
  /** Small durable key–value entries beside the passages (ingest state and the like); null deletes. */
  getState(key: string): Promise<string | null>;
  setState(key: string, value: string | null): Promise<void>;
  close(): Promise<void>;
}
