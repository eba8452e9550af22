import type { ConflictClaim } from './conflict/claim.ts';
import type { Decision } from './conflict/decision.ts';
import type { Statement } from './conflict/elicit.ts';
import type { ScoredPassage } from './passage.ts';
import type { ModelUsage } from './reader/model-usage.ts';
import type { RetrievalMode } from './retrieval/retriever.ts';

/** A numbered pointer from the answer to the stretch of a passage, or of the user's own words, that supports it. */
export interface Citation {
  /** 1, 2, …, in the order of the answers, then of their claims. */
  number: number;
  /** Of a passage, or of one of the answer's `statements`, which then stands for its document as well. */
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

/** A sentence of a long answer; offsets in the answer's text, UTF-16 code units. */
export interface CitedSentence {
  start: number;
  end: number;
  /** Numbers of the citations that support it; none where no passage does. */
  citations: number[];
}

/** How the answer came about; times in milliseconds. */
export interface Trace {
  retriever: RetrievalMode;
  /** Absent where the pipeline has none. */
  reranker?: string;
  reader: string;
  /** What the reader asked of a language model; absent where it has none. */
  model?: ModelUsage;
  /** The question as it was looked up, where a conversation went before it. */
  standalone?: string;
  /** Passages retrieved and passages read. */
  retrieved: number;
  read: number;
  timings: { retrieval: number; rerank?: number; reading: number; conflict: number; composing?: number; total: number };
}

export interface Answer {
  id: string;
  question: string;
  /** Empty when `abstained`; several right answers are joined by "; ", and stand by themselves in `decision.winners`. */
  text: string;
  /** True when no claim was found, or the policy forbids the risk; of a long answer, where its reader found nothing to write. */
  abstained: boolean;
  citations: Citation[];
  /** Of a long answer. */
  sentences?: CitedSentence[];
  /** The answers that won, those that lost and why, in fields and in sentences (`explanation`). */
  decision: Decision;
  /** What each source claims: the user's words, then the passages, then memory. */
  claims: ConflictClaim[];
  /** The user's words that count as instruction: `instruction`, `assumptions`, conditions in the question. */
  statements: Statement[];
  /** All passages that retrieval, or the reranker after it, has given, best first. */
  passages: ScoredPassage[];
  trace: Trace;
}

/**
 * What `Pipeline.stream` yields, in this order, `rerank-end` where passages were reranked; a failure throws instead. A long answer comes in many deltas, and counts
 * as it is in `answer-end`: a reader may write that it found nothing.
 */
export type PipelineEvent =
  | { type: 'retrieval-end'; passages: ScoredPassage[] }
  | { type: 'rerank-end'; passages: ScoredPassage[] }
  | { type: 'claims-end'; claims: ConflictClaim[] }
  | { type: 'decision'; decision: Decision }
  | { type: 'answer-delta'; text: string }
  | { type: 'answer-end'; answer: Answer };
