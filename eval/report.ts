import type { ModelUsage } from '../src/reader/model-usage.ts';
import type { RetrievalMode } from '../src/retrieval/retriever.ts';
import type { AnswerLength } from './answer-length.ts';
import type { Times } from './describe-times.ts';
import type { Environment } from './environment.ts';
import type { Intervals, Metrics } from './summarize.ts';

/** What `rag-eval DATASET --json` prints. Retrieval counts right passages three ways: see `retrievalScores`. */
export interface Report {
  dataset: string;
  split: string;
  /** How many were asked. A measure's own denominator is in `intervals`. */
  questions: number;
  /** `sample`: figures over the small bundled sample, comparable with nothing. */
  corpus: { name: string; passages: number; sample: boolean; hash: string };
  config: {
    retriever: RetrievalMode;
    analyzer: string;
    embedder: string | null;
    reranker: string | null;
    /** How many passages were reranked. */
    rerankDepth: number | null;
    reader: string | null;
    k: number;
    /** How many were retrieved. */
    depth: number;
    limit: number | null;
    seed: number;
  };
  metrics: { retrieval: Metrics; rerank: Metrics | null; answer: Metrics | null };
  intervals: { retrieval: Intervals; rerank: Intervals | null; answer: Intervals | null };
  answerLength: AnswerLength | null;
  /** Requests and tokens of the reader’s language model; null without one. */
  model: ModelUsage | null;
  /** Milliseconds: of the stages, and for one question. */
  timings: { load: number; ingest: number; questions: number; retrieval: Times; rerank: Times | null; reading: Times | null };
  environment: Environment;
}
