import type { Answer } from '../../../answer.ts';

/** A person's word on one passage of one answer. */
export interface Feedback {
  answerId: string;
  passageId: string;
  helpful: boolean;
  /** ISO 8601; default: now. */
  at?: string | undefined;
}

export interface FeedbackReceipt {
  /** False where the same was said before. */
  added: boolean;
  /** True where the passage of this answer has been called helpful as well as not: both are kept. */
  contradictory: boolean;
}

/** Feedback with what it is about. */
export interface LoggedFeedback extends Feedback {
  at: string;
  question: string;
  /** The text that the person was answered. */
  answer: string;
  /** Id of the reader. */
  reader: string;
  /** Of the passage: content hash, and place in the answer's list, from 1. */
  contentHash: string;
  rank: number;
}

/** Remembers answers, so that people can say which passages helped. */
export interface FeedbackLog {
  remember(answer: Answer): Promise<void>;
  /**
   * @throws AccordError `not-found` for an answer that is not remembered, or a passage that it did not have; `invalid-input` for a bad time
   */
  add(feedback: Feedback): Promise<FeedbackReceipt>;
  /** All of the list or, where one cannot be added, none. */
  addAll(feedback: readonly Feedback[]): Promise<FeedbackReceipt[]>;
  /** In the order in which it came. */
  entries(): Promise<LoggedFeedback[]>;
  close(): Promise<void>;
}
