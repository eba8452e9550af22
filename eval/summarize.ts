import { bootstrapInterval } from './statistics/bootstrap-interval.ts';
import { mean } from './statistics/mean.ts';

/** Means by measure; null where no question has a value. */
export type Metrics = Record<string, number | null>;

/** 95 % bootstrap interval of a mean and how many questions it is over. */
export type Intervals = Record<string, { lower: number; upper: number; questions: number } | null>;

/** Means and intervals of the named measures over the rows that have a value. */
export function summarize(
  names: readonly string[],
  rows: readonly Record<string, number>[],
  seed: number,
): { metrics: Metrics; intervals: Intervals } {
  const metrics: Metrics = {};
  const intervals: Intervals = {};
  for (const name of names) {
    const values = rows.flatMap((row) => row[name] ?? []);
    metrics[name] = values.length === 0 ? null : mean(values);
    intervals[name] = values.length === 0 ? null : { ...bootstrapInterval(values, { seed }), questions: values.length };
  }
  return { metrics, intervals };
}
