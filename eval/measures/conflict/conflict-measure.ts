/** What a system made of one question, and what there was to make of it. Absent answer lists keep a question out of the measures over them. */
export interface ConflictOutcome {
  /** Answers given; none is an abstention. */
  predictions: readonly string[];
  /** Right answers; empty where the right thing is to abstain. */
  gold?: readonly string[] | undefined;
  /** What relevant context says. */
  context?: readonly string[] | undefined;
  /** What the model says without context. */
  memory?: readonly string[] | undefined;
  /** Answers that must not be given: planted, or known to be wrong. */
  wrong?: readonly string[] | undefined;
  /** Whether any passage given bears on the question. */
  relevant?: boolean | undefined;
}

/** A share of questions: the mean of `value` over those where it is not null. */
export interface ConflictMeasure {
  name: string;
  description: string;
  /** Over one question i; the measure is the mean. */
  formula: string;
  citation: string;
  /** 0 or 1, or null where the question is not in the denominator. */
  value(outcome: ConflictOutcome): 0 | 1 | null;
}
