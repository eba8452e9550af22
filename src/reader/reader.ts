import type { Likelihood } from '../llm/language-model.ts';
import type { ScoredPassage } from '../passage.ts';
import type { ModelUsage } from './model-usage.ts';

/** Where a claim comes from; instruction outranks context, context outranks the model's memory. */
export type ClaimLevel = 'instruction' | 'context' | 'parametric';

/** A stretch of a passage's text, offsets in UTF-16 code units of `passage.text`. */
export interface Evidence {
  passageId: string;
  start: number;
  end: number;
}

/** An answer together with what supports it. */
export interface Claim {
  answer: string;
  level: ClaimLevel;
  evidence: Evidence[];
  /** In [0, 1]; comparable across the passages of one question. */
  confidence: number;
  source?: string | undefined;
  /** ISO 8601. */
  date?: string | undefined;
  authority?: number | undefined;
}

/** An earlier turn of a conversation. */
export interface Turn {
  question: string;
  answer: string;
}

export interface ReadOptions {
  /** Makes a reader that draws its words draw others than without; the same seed draws the same. Others leave it aside. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  /** What a reader with a language model has asked of it; called once, also where reading fails. */
  onUsage?: ((usage: ModelUsage) => void) | undefined;
}

export interface ReadRequest extends ReadOptions {
  question: string;
  passages: ScoredPassage[];
  /** What the user says beside the question; readers that follow no instructions leave it aside. */
  instruction?: string | undefined;
  /**
   * What the user says is not so. Where the best answer of a passage is named in it, the next best is stated as well: the first is likely to be ruled out.
   * Readers with one answer for a passage leave it aside.
   */
  ruledOut?: readonly string[] | undefined;
  /** Earlier turns, oldest first; readers without a memory of conversations leave them aside. */
  history?: readonly Turn[] | undefined;
}

export interface StandaloneRequest extends ReadOptions {
  question: string;
  /** Oldest first. */
  history: readonly Turn[];
}

export interface LikelihoodRequest extends ReadOptions {
  question: string;
  /** None for the closed-book likelihood. */
  passages: readonly ScoredPassage[];
  answer: string;
}

/** A sentence of a long answer with what supports it; offsets in the answer's text. */
export interface AnswerSentence {
  start: number;
  end: number;
  /** Sentences of passages; none where no passage supports it. */
  evidence: Evidence[];
}

export interface LongAnswer {
  /** Without the numbers of passages; empty where the reader abstains. */
  text: string;
  sentences: AnswerSentence[];
}

/** Reads passages and states claims, best first; an empty list means that it found no answer. */
export interface Reader {
  readonly id: string;
  /** True where what is claimed of a passage does not depend on the others that are read: the claims of fewer passages are those that rest on them. */
  readonly independent?: boolean | undefined;
  /** Of the prompt template, where there is one: what was asked with another is not comparable. */
  readonly promptHash?: string | undefined;
  read(request: ReadRequest): Promise<Claim[]>;
  /** What the model answers without passages, where it can; claims of level `parametric`. */
  closedBook?(question: string, options?: ReadOptions): Promise<Claim[]>;
  /** A follow-up question as one that can be understood, and looked up, without the conversation. */
  standalone?(request: StandaloneRequest): Promise<string>;
  /** A long answer in pieces, where it writes such, and at the end as a whole with a citation a sentence; rests on the passages alone. */
  compose?(request: ReadRequest): AsyncGenerator<string, LongAnswer>;
  /** How likely the model is to give a certain answer, where it can tell. */
  likelihood?(request: LikelihoodRequest): Promise<Likelihood>;
}
