import type { AnswerMeasure } from './answer-measure.ts';
import { answerTokens } from './normalize-answer.ts';

export const f1: AnswerMeasure = {
  name: 'F1',
  description: 'Harmonic mean of precision and recall over normalised tokens; the best value over the answers.',
  citation: 'Rajpurkar et al., Know what you don’t know: unanswerable questions for SQuAD, ACL 2018; official evaluation script 2.0',
  compute(prediction, answers) {
    const predicted = answerTokens(prediction);
    return answers.reduce((best, answer) => Math.max(best, overlap(predicted, answerTokens(answer))), 0);
  },
};

function overlap(predicted: string[], gold: string[]): number {
  if (predicted.length === 0 || gold.length === 0) return predicted.length === gold.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const token of gold) left.set(token, (left.get(token) ?? 0) + 1);
  let same = 0;
  for (const token of predicted) {
    const count = left.get(token) ?? 0;
    if (count > 0) {
      same++;
      left.set(token, count - 1);
    }
  }
  // Harmonic mean of same / predicted and same / gold.
  return (2 * same) / (predicted.length + gold.length);
}
