import { mean } from './statistics/mean.ts';
import { quantile } from './statistics/quantile.ts';

/** Milliseconds. */
export interface Times {
  mean: number;
  p50: number;
  p95: number;
  p99: number;
}

export function describeTimes(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  return { mean: mean(sorted), p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
}
