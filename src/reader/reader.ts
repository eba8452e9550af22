import type { ScoredPassage } from '../passage.ts';

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

export interface ReadRequest {
  question: string;
  passages: ScoredPassage[];
  signal?: AbortSignal | undefined;
}

/** Reads passages and states claims, best first; an empty list means that it found no answer. */
export interface Reader {
  readonly id: string;
  read(request: ReadRequest): Promise<Claim[]>;
  /** What the model answers without passages, where it can; claims of level `parametric`. */
  closedBook?(question: string, options?: { signal?: AbortSignal | undefined }): Promise<Claim[]>;
}
