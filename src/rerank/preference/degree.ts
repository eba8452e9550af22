import { isCorrect } from './category.ts';
import type { DegreeUnit, PreferenceRecord, ProbeOutcome, ReadingOutcome } from './record.ts';

export interface DegreeOptions {
  /** Changes of F1 between two wrong answers count from here; below they are noise. Default .1. */
  margin?: number | undefined;
}

export interface Degree {
  degree: number;
  unit: DegreeUnit;
}

/**
 * How much a passage helps a reader: where all outcomes have likelihoods of the same answer, the change of log P(right answer) a token, in
 * nats; else by the answers themselves, in [−1, 1]: ±1 where the answer became right or wrong, and between two wrong answers the change of F1.
 * Between two right answers it is 0: a longer wording is no harm. Repetitions are averaged.
 */
export function degreeOfOutcomes(outcomes: readonly ProbeOutcome[], { margin = 0.1 }: DegreeOptions = {}): Degree {
  const likelihoods = outcomes.flatMap((outcome) => likelihoodChange(outcome) ?? []);
  if (likelihoods.length === outcomes.length) return { degree: mean(likelihoods), unit: 'nats-per-token' };
  return { degree: mean(outcomes.map((outcome) => answerChange(outcome, margin))), unit: 'answer' };
}

/** The degree of any record, from what was observed. */
export function degreeOf(record: PreferenceRecord, options?: DegreeOptions): Degree {
  switch (record.signal) {
    case 'probe':
      return degreeOfOutcomes(record.outcomes, options);
    case 'judge':
      return { degree: mean(record.outcomes.map(({ useful }) => 2 * useful - 1)), unit: 'verdict' };
    case 'gold':
      return { degree: mean(record.outcomes.map(({ relevant }) => (relevant ? 1 : -1))), unit: 'verdict' };
    case 'user':
      return { degree: mean(record.outcomes.map(({ helpful }) => (helpful ? 1 : -1))), unit: 'verdict' };
  }
}

function likelihoodChange({ before: { likelihood: before }, after: { likelihood: after } }: ProbeOutcome): number | undefined {
  if (before === undefined || after === undefined || before.answer !== after.answer) return undefined;
  return perToken(after) - perToken(before);
}

const perToken = ({ logprob, tokens }: NonNullable<ReadingOutcome['likelihood']>): number => logprob / tokens;

function answerChange({ before, after }: ProbeOutcome, margin: number): number {
  const flip = Number(isCorrect(after)) - Number(isCorrect(before));
  if (flip !== 0 || isCorrect(after)) return flip;
  const change = after.f1 - before.f1;
  return Math.abs(change) >= margin ? change : 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
