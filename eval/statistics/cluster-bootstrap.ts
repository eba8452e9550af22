import { AccordError } from '../../src/errors.ts';
import type { BootstrapOptions, Interval } from './bootstrap-interval.ts';
import { quantile } from './quantile.ts';
import { randomIntegers } from './random.ts';

/**
 * Percentile bootstrap interval of a statistic over rows that are not independent: whole clusters are drawn, e.g. all wordings of one
 * question. Null where no resample has a value.
 *
 * @param clusters rows by cluster
 * @param statistic null where the rows drawn have no value; such resamples are left out
 * @throws AccordError `invalid-input` without clusters.
 *
 * Source: Cameron, Gelbach and Miller, Bootstrap-based improvements for inference with clustered errors, 2008, the pairs cluster bootstrap.
 */
export function clusterBootstrap<Row>(
  clusters: readonly (readonly Row[])[],
  statistic: (rows: readonly Row[]) => number | null,
  { seed, resamples = 1000, level = 0.95 }: BootstrapOptions,
): Interval | null {
  if (clusters.length === 0) throw new AccordError('invalid-input', 'There is nothing to resample.', 'Evaluate at least one question.');
  const next = randomIntegers(seed);
  const scale = clusters.length / 2 ** 32;
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = clusters.flatMap(() => clusters[Math.floor(next() * scale)]!);
    const value = statistic(drawn);
    if (value !== null) values.push(value);
  }
  values.sort((a, b) => a - b);
  return values.length === 0 ? null : { lower: quantile(values, (1 - level) / 2), upper: quantile(values, (1 + level) / 2) };
}
