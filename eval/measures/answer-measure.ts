/** Declaration of a measure that compares a predicted answer with the right ones. */
export interface AnswerMeasure {
  name: string;
  description: string;
  citation: string;
  /** In [0, 1]: the best value over the right answers; '' is an abstention. */
  compute(prediction: string, answers: string[]): number;
}
