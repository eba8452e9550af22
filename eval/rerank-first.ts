import type { Reranker } from '../src/rerank/reranker.ts';

/** Ranks the first `depth` passages; the rest follow in their own order, so that deeper measures than `depth` can be told. */
export function rerankFirst(reranker: Reranker, depth: number): Reranker {
  return {
    id: reranker.id,
    async rank(query, passages, options) {
      return [...(await reranker.rank(query, passages.slice(0, depth), options)), ...passages.slice(depth)];
    },
  };
}
