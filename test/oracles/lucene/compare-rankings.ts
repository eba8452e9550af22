import type { Hits } from '../../../src/retrieval/hits.ts';

/**
 * Compares our k best with a longer list of the oracle's: the largest relative difference between the scores at a rank, and whether the documents
 * are the same but for ties (each of ours stands in the oracle's list with a score within 1e-6 of that at its rank).
 */
export function compareRankings(
  hits: Hits,
  expected: readonly [docno: number, score: number][],
  k: number,
): { error: number; same: boolean } {
  const oracle = new Map(expected);
  const near = (a: number, b: number, tolerance: number) => Math.abs(a - b) <= tolerance * Math.abs(b);
  let error = 0;
  let same = hits.docnos.length === Math.min(k, expected.length);
  for (let rank = 0; rank < hits.docnos.length; rank++) {
    const [, score] = expected[rank] ?? [-1, 0];
    error = Math.max(error, Math.abs(hits.scores[rank]! - score) / score);
    const own = oracle.get(hits.docnos[rank]!);
    // A tie so long that it runs past the oracle's list is told by the score alone.
    if (own === undefined ? !near(expected.at(-1)![1], score, 1e-6) : !near(own, score, 1e-6)) same = false;
  }
  return { error, same };
}
