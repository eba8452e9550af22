import { hash } from 'node:crypto';
import { randomIntegers } from '../../../random.ts';

/**
 * Which passages of a list the reader reads in a repetition, as indexes in reading order: at first the best k in their order; then each of these
 * with probability ½, in random order. Averaged over repetitions, the change that a passage makes is its Banzhaf value.
 *
 * Source: Wang and Jia, Data Banzhaf: a robust data valuation framework for machine learning, AISTATS 2023.
 */
export function companions(
  listed: number,
  { k, seed, question, repetition }: { k: number; seed: number; question: string; repetition: number },
): { read: number[]; order: number[] } {
  const best = Array.from({ length: Math.min(k, listed) }, (_, i) => i);
  const order = Array.from({ length: listed }, (_, i) => i);
  if (repetition === 0) return { read: best, order };
  const random = randomIntegers(hash('sha256', JSON.stringify([seed, question, repetition]), 'buffer').readInt32LE());
  const chosen = best.filter(() => random() % 2 === 0);
  // Fisher–Yates.
  for (let i = order.length - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return { read: chosen, order };
}
