import { contains } from '../contains.ts';

/** Whether any of the predictions holds any of the answers, as whole normalised tokens in a row. */
export function givesAnswer(predictions: readonly string[], answers: readonly string[]): boolean {
  return predictions.some((prediction) => contains.compute(prediction, [...answers]) === 1);
}
