import type { ScoredPassage } from '../passage.ts';

export interface RankOptions {
  /** Only so many of the best are returned; all by default. */
  topN?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Orders retrieved passages by how useful they are for a question. */
export interface Reranker {
  readonly id: string;
  /**
   * The passages by falling `scores.useful`, the probability that a passage helps; `scores.logit` is the model's raw score. Earlier scores are kept,
   * equal ones keep their order.
   */
  rank(query: string, passages: readonly ScoredPassage[], options?: RankOptions): Promise<ScoredPassage[]>;
}
