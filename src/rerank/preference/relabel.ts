import { answerF1, containsAnswer, equalsAnswer } from '../../text/answer-match.ts';
import { type DegreeOptions, degreeOf } from './degree.ts';
import type { PreferenceRecord, ReadingOutcome } from './record.ts';

/** How right an answer is. */
export function scoreAnswer(answer: string, answers: readonly string[]): Pick<ReadingOutcome, 'answer' | 'hit' | 'exactMatch' | 'f1'> {
  return {
    answer,
    hit: containsAnswer(answer, answers),
    exactMatch: equalsAnswer(answer, answers),
    f1: answerF1(answer, answers),
  };
}

export interface RelabelOptions extends DegreeOptions {
  /** Other right answers than those of the record. */
  answers?: readonly string[] | undefined;
  /** False: likelihoods are left aside, and the answers themselves give the degree. Default true. */
  likelihood?: boolean | undefined;
}

/**
 * The record with hits, F1 and degree computed anew from the answers that it keeps: no reader is asked. Verdicts of a judge stay.
 *
 * @example
 * const strict = records.map((record) => relabel(record, { margin: 0.3 }));
 */
export function relabel(record: PreferenceRecord, { answers, likelihood = true, ...options }: RelabelOptions = {}): PreferenceRecord {
  if (record.signal !== 'probe') return withDegree(record, options);
  const right = answers ?? record.question.answers;
  const score = ({ answer, judged, likelihood: known }: ReadingOutcome): ReadingOutcome => ({
    ...scoreAnswer(answer, right),
    ...(judged !== undefined && { judged }),
    // A likelihood is of one answer; when that is no longer right, it says nothing.
    ...(likelihood && known && right.includes(known.answer) && { likelihood: known }),
  });
  const outcomes = record.outcomes.map(({ before, after }) => ({ before: score(before), after: score(after) }));
  return withDegree({ ...record, question: { ...record.question, answers: [...right] }, outcomes }, options);
}

function withDegree<T extends PreferenceRecord>(record: T, options: DegreeOptions): T {
  const { degree, unit } = degreeOf(record, options);
  return { ...record, degree, degreeUnit: unit };
}
