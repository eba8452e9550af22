/**
 * What a search over document numbers found, best first; equal scores by lower docno. Both arrays have the same length.
 *
 * A search takes its filter as `accept`: one byte a docno, 1 = allowed; docnos past its end are not allowed.
 */
export interface Hits {
  docnos: Uint32Array;
  /** Higher is better. */
  scores: Float32Array;
}
