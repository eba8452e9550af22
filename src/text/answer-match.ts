import { answerTokens, normalizeAnswer } from './normalize-answer.ts';

/** Whether an answer holds one of the right ones as a row of whole normalised tokens: "4" is not in "1947". */
export function containsAnswer(prediction: string, answers: readonly string[]): boolean {
  const haystack = ` ${normalizeAnswer(prediction)} `;
  return answers.some((answer) => {
    const needle = normalizeAnswer(answer);
    return needle !== '' && haystack.includes(` ${needle} `);
  });
}

/** Whether an answer equals one of the right ones, both normalised. */
export function equalsAnswer(prediction: string, answers: readonly string[]): boolean {
  const normalized = normalizeAnswer(prediction);
  return answers.some((answer) => normalizeAnswer(answer) === normalized);
}

/** Harmonic mean of precision and recall over normalised tokens, in [0, 1]; the best value over the right answers. */
export function answerF1(prediction: string, answers: readonly string[]): number {
  const predicted = answerTokens(prediction);
  return answers.reduce((best, answer) => Math.max(best, overlap(predicted, answerTokens(answer))), 0);
}

function overlap(predicted: readonly string[], gold: readonly string[]): number {
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
