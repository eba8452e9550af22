/** What a ranking measure needs to know of one question. */
export interface JudgedRanking {
  /** Relevance of each retrieved passage, best first; 0 = not relevant. */
  gains: number[];
  /** Relevance (> 0) of every relevant passage, retrieved or not, in any order. */
  relevant: number[];
}

/**
 * Declaration of a measure over rankings, with the semantics of trec_eval. A judged question without results scores 0;
 * the mean over questions is the caller's, who states the denominator.
 */
export interface RankingMeasure {
  /** As in `nDCG@10` without the cutoff. */
  name: string;
  /** Whether `@k` must, may or cannot follow the name. */
  cutoff: 'required' | 'optional';
  description: string;
  citation: string;
  /** In [0, 1]; `cutoff` is Infinity where none was given. */
  compute(ranking: JudgedRanking, cutoff: number): number;
}
