import type { Passage } from '../passage.ts';
import type { LongRunning } from '../progress.ts';
import type { Reranker } from './reranker.ts';

/** What a judge reads of a passage. */
export type JudgedPassage = Pick<Passage, 'id' | 'title' | 'text'>;

/** What a judge says of one passage. */
export interface Verdict {
  passageId: string;
  /**
   * In [0, 1], higher is better: the probability that it helps (point), the expected grade over 9 (digit), the share of replies that chose it (set), or of the
   * other passages that it is preferred to (pair, rank). Null where no reply about it could be read.
   */
  useful: number | null;
  /** Whether it helps; null for forms that only compare (pair, rank), and where nothing could be read. */
  selected: boolean | null;
  /** From 1, among the passages given; those without a verdict come last, in the order given. */
  rank: number;
}

/** What was asked of the model and what came of it. */
export interface JudgeCost {
  requests: number;
  /** Requests that a cache answered. */
  cached: number;
  /** Of all requests, those answered by a cache included. */
  promptTokens: number;
  completionTokens: number;
}

/** How compared pairs agree with each other. */
export interface PairStatistics {
  pairs: number;
  /** Pairs left out as the reply to one of their orders could not be read. */
  unread: number;
  /** Pairs whose two orders preferred different passages. */
  orderDependent: number;
  /** Triples of passages whose three comparisons all have a winner, and those of them in which the preferences go round. */
  triples: number;
  cyclic: number;
  /** Mean over both orders of P(passage i is preferred to passage j), as `wins[i][j]`; 0 both ways for pairs left out. */
  wins: number[][];
}

export interface Judgement {
  /** One a passage, in the order given. */
  verdicts: Verdict[];
  cost: JudgeCost;
  /** Replies that could not be read; they count neither for nor against a passage. */
  unread: number;
  /** Whether scores are expectations over token probabilities; false where the server gives none, so that replies were counted. Null: not asked for. */
  logprobs: boolean | null;
  /** Mean probability that the model gave to the allowed answers, where probabilities were read: far below 1, it had something else to say. */
  answerMass: number | null;
  /** Passages chosen by each reply to a shuffled list that could be read: indices from 0, best first. */
  lists?: number[][];
  pairs?: PairStatistics;
}

/** Tells which passages are of use for answering a question. */
export interface Judge extends Reranker {
  /**
   * @throws AccordError `invalid-input` for an empty question; what the language model throws
   */
  judge(question: string, passages: readonly JudgedPassage[], options?: LongRunning): Promise<Judgement>;
}
