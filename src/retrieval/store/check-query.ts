import { AccordError, throwIfAborted } from '../../errors.ts';
import { type Filter, parseFilter } from '../filter.ts';
import { type RetrievalMode, type RetrieveOptions, retrievalModes } from '../retriever.ts';
import { checkVector } from './new-passage.ts';

export interface CheckedQuery {
  k: number;
  mode: RetrievalMode;
  filter: Filter | undefined;
}

/** What of a store decides which queries it can answer. */
export interface QueryAbilities {
  /** Of the stored vectors; undefined without any. */
  dimensions: number | undefined;
  hasEmbedder: boolean;
  /** No passages: nothing is found, whatever is asked. */
  empty: boolean;
}

/**
 * The options of a query, checked, with the default mode: hybrid where there are vectors and the query can have one, else BM25.
 *
 * @throws AccordError `invalid-input` for a wrong k, mode, filter or vector, or a mode that needs vectors where there are none; `aborted`.
 */
export function checkQuery({ k, mode, filter, vector, signal }: RetrieveOptions, store: QueryAbilities): CheckedQuery {
  throwIfAborted(signal);
  if (!Number.isSafeInteger(k) || k < 1) throw new AccordError('invalid-input', `k is ${k}.`, 'Give a whole number from 1.');
  if (mode !== undefined && !retrievalModes.includes(mode)) {
    throw new AccordError('invalid-input', `mode is ${JSON.stringify(mode)}.`, `Give one of ${retrievalModes.join(', ')}.`);
  }
  const canEncode = vector !== undefined || store.hasEmbedder;
  if (vector && store.dimensions !== undefined) checkVector(vector, store.dimensions, 'The query vector');
  if ((mode === 'dense' || mode === 'hybrid') && !store.empty) {
    const hint = 'Use mode bm25.';
    if (store.dimensions === undefined) throw new AccordError('invalid-input', `Mode ${mode}, but the store has no vectors.`, hint);
    if (!canEncode) {
      const message = `Mode ${mode} needs a query vector, and the store was opened without an embedder.`;
      throw new AccordError('invalid-input', message, `Open it with the embedder that made its vectors, or give a vector. Else: ${hint}`);
    }
  }
  return {
    k,
    mode: mode ?? defaultMode(store.dimensions, canEncode),
    filter: filter && parseFilter(filter),
  };
}

/** Hybrid where there are vectors and the query can have one, else BM25. */
export function defaultMode(dimensions: number | undefined, canEncode: boolean): RetrievalMode {
  return dimensions !== undefined && canEncode ? 'hybrid' : 'bm25';
}
