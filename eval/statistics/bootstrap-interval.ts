import { AccordError } from '../../src/errors.ts';
import { mean } from './mean.ts';
import { quantile } from './quantile.ts';
import { randomIntegers } from './random.ts';

export interface Interval {
  lower: number;
  upper: number;
}

export interface BootstrapOptions {
  seed: number;
  /** Default 2000. */
  resamples?: number;
  /** Default 0.95. */
  level?: number;
}

/**
 * Percentile bootstrap interval of the mean of independent values, one a question.
 *
 * @throws AccordError `invalid-input` without values.
 *
 * Source: Efron and Tibshirani, An introduction to the bootstrap (1993), chapter 13.
 */
export function bootstrapInterval(values: readonly number[], { seed, resamples = 2000, level = 0.95 }: BootstrapOptions): Interval {
  if (values.length === 0) throw new AccordError('invalid-input', 'There is no value to resample.', 'Evaluate at least one question.');
  const next = randomIntegers(seed);
  const scale = values.length / 2 ** 32;
  const means = new Float64Array(resamples);
  const draw = new Float64Array(values.length);
  for (let resample = 0; resample < resamples; resample++) {
    for (let index = 0; index < draw.length; index++) draw[index] = values[Math.floor(next() * scale)]!;
    means[resample] = mean(draw);
  }
  means.sort();
  return { lower: quantile(means, (1 - level) / 2), upper: quantile(means, (1 + level) / 2) };
}
