/**
 * Quantile of values sorted upwards, interpolated linearly between neighbours; `probability` in [0, 1].
 *
 * Source: Hyndman and Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996), type 7.
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
