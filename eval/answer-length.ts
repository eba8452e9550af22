import { answerTokens } from './measures/normalize-answer.ts';
import { mean } from './statistics/mean.ts';

/** Mean number of tokens: shows whether a reader states more, or less, than the answers it is measured by. */
export interface AnswerLength {
  /** Of the predictions that are not empty; null where all are. */
  predicted: number | null;
  /** Of the right answers: over those of a question first. */
  right: number | null;
}

/** Tokens are counted as F1 counts them, after normalisation. Questions without answers are left out. */
export function answerLength(rows: readonly { prediction: string | null; answers: readonly string[] }[]): AnswerLength {
  const answered = rows.filter(({ answers }) => answers.length > 0);
  const predicted = answered.flatMap(({ prediction }) => (prediction ? length(prediction) : []));
  const right = answered.map(({ answers }) => mean(answers.map(length)));
  return { predicted: predicted.length > 0 ? mean(predicted) : null, right: right.length > 0 ? mean(right) : null };
}

const length = (answer: string): number => answerTokens(answer).length;
