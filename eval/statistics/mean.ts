/** Arithmetic mean; NaN of no values, so that an empty denominator cannot pass for a score of 0. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}
