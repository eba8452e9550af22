import { mean } from './mean.ts';

/** Quantiles .975 and .8 of the normal distribution: a two-sided test at 5 %, power 80 %. */
const quantiles = 1.959964 + 0.841621;

/**
 * The least true difference of means that a paired two-sided test at 5 % finds in four of five such samples, from the differences of a question each:
 * (z.975 + z.8) · sd / √n. Null for fewer than two.
 *
 * Source: Cohen, Statistical power analysis for the behavioral sciences (1988), chapter 2; Sakai, Statistical reform in information retrieval?, 2014.
 */
export function minimumDetectableDifference(differences: readonly number[]): number | null {
  const { length } = differences;
  if (length < 2) return null;
  const center = mean(differences);
  const variance = differences.reduce((sum, value) => sum + (value - center) ** 2, 0) / (length - 1);
  return quantiles * Math.sqrt(variance / length);
}
