import { AccordError } from '../../src/errors.ts';
import { randomIntegers } from './random.ts';

export interface RandomizationOptions {
  seed: number;
  /** Default 10,000; the smallest possible p-value is 1 / (rounds + 1). */
  rounds?: number;
}

/**
 * Two-sided p-value that two systems have the same mean, from their values on the same questions: the share of random swaps of
 * each question's pair whose difference of means is at least as large as the one observed.
 *
 * @throws AccordError `invalid-input` when the lists differ in length or are empty.
 *
 * Source: Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval evaluation,
 * CIKM 2007; (b + 1) / (m + 1) after Phipson and Smyth, Permutation p-values should never be zero (2010).
 */
export function pairedRandomization(a: readonly number[], b: readonly number[], { seed, rounds = 10_000 }: RandomizationOptions): number {
  if (a.length !== b.length || a.length === 0) {
    throw new AccordError(
      'invalid-input',
      `The two systems have ${a.length} and ${b.length} values; a paired test needs the same questions, at least one.`,
      'Compare runs over the same questions.',
    );
  }
  const differences = a.map((value, index) => value - b[index]!);
  // Sums of the same terms in other orders of sign may differ in the last bits only: those count as equal.
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0)) - 1e-12 * a.length;
  const next = randomIntegers(seed);
  let asLarge = 0;
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    let bits = 0;
    for (let index = 0; index < differences.length; index++) {
      if (index % 32 === 0) bits = next();
      sum += bits & 1 ? differences[index]! : -differences[index]!;
      bits >>>= 1;
    }
    if (Math.abs(sum) >= observed) asLarge++;
  }
  return (asLarge + 1) / (rounds + 1);
}
