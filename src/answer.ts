import type { ScoredPassage } from './passage.ts';
import type { Claim } from './reader/reader.ts';
import type { RetrievalMode } from './retrieval/retriever.ts';

/** A numbered pointer from the answer to the stretch of a passage that supports it. */
export interface Citation {
  /** 1, 2, …, in the order of the claims. */
  number: number;
  passageId: string;
  documentId: string;
  title?: string | undefined;
  uri?: string | undefined;
  source?: string | undefined;
  /** Offsets in the passage's text, UTF-16 code units. */
  start: number;
  end: number;
  quote: string;
}

/** How the answer came about; times in milliseconds. */
export interface Trace {
  retriever: RetrievalMode;
  /** Absent where the pipeline has none. */
  reranker?: string;
  reader: string;
  /** Passages retrieved and passages read. */
  retrieved: number;
  read: number;
  timings: { retrieval: number; rerank?: number; reading: number; total: number };
}

export interface Answer {
  id: string;
  question: string;
  /** Empty when `abstained`. */
  text: string;
  /** True when no claim was found. */
  abstained: boolean;
  citations: Citation[];
  /** All claims, best first; the answer states the first. */
  claims: Claim[];
  /** All passages that retrieval, or the reranker after it, has given, best first. */
  passages: ScoredPassage[];
  trace: Trace;
}

/** What `Pipeline.stream` yields, in this order, `rerank-end` where passages were reranked; a failure throws instead. */
export type PipelineEvent =
  | { type: 'retrieval-end'; passages: ScoredPassage[] }
  | { type: 'rerank-end'; passages: ScoredPassage[] }
  | { type: 'claims-end'; claims: Claim[] }
  | { type: 'answer-delta'; text: string }
  | { type: 'answer-end'; answer: Answer };
