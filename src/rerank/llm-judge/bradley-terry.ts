import { logistic, logLogistic } from './logistic.ts';
import { solvePositiveDefinite } from './solve-positive-definite.ts';

/** Precision of the Gaussian prior on log-strengths: a standard deviation of about 3 keeps items that never lost finite. */
const strengthPrior = 0.1;
const maxSteps = 100;
const tolerance = 1e-10;

/**
 * Log-strengths θ of items from comparisons, with P(i beats j) = σ(θᵢ − θⱼ); their mean is 0. `wins[i][j]` is how often item i beat item j and may be a
 * fraction. The maximum of the posterior under a Gaussian prior, which is unique, by Newton's method with step halving.
 *
 * Source: Bradley and Terry, Rank analysis of incomplete block designs, Biometrika 39 (1952).
 *
 * @example
 * bradleyTerry([[0, 3], [1, 0]]); // the first item is stronger
 */
export function bradleyTerry(wins: readonly (readonly number[])[], prior = strengthPrior): number[] {
  let strengths = new Array<number>(wins.length).fill(0);
  let value = logPosterior(strengths, wins, prior);
  for (let step = 0; step < maxSteps; step++) {
    const { gradient, curvature } = derivatives(strengths, wins, prior);
    if (gradient.every((slope) => Math.abs(slope) < tolerance)) break;
    const direction = solvePositiveDefinite(curvature, gradient);
    let length = 1;
    let next = strengths;
    let nextValue = Number.NEGATIVE_INFINITY;
    for (; length > 1e-8 && !(nextValue >= value); length /= 2) {
      next = strengths.map((strength, i) => strength + length * direction[i]!);
      nextValue = logPosterior(next, wins, prior);
    }
    if (!(nextValue >= value)) break;
    strengths = next;
    value = nextValue;
  }
  return strengths;
}

function logPosterior(strengths: readonly number[], wins: readonly (readonly number[])[], prior: number): number {
  let sum = 0;
  for (const [i, strength] of strengths.entries()) {
    sum -= (prior / 2) * strength ** 2;
    for (const [j, other] of strengths.entries()) if (i !== j) sum += wins[i]![j]! * logLogistic(strength - other);
  }
  return sum;
}

/** Gradient of the log-posterior and its negated Hessian. */
function derivatives(
  strengths: readonly number[],
  wins: readonly (readonly number[])[],
  prior: number,
): { gradient: number[]; curvature: number[][] } {
  const gradient = strengths.map((strength) => -prior * strength);
  const curvature = strengths.map((_, i) => strengths.map((_, j) => (i === j ? prior : 0)));
  for (let i = 0; i < strengths.length; i++) {
    for (let j = i + 1; j < strengths.length; j++) {
      const count = wins[i]![j]! + wins[j]![i]!;
      const expected = logistic(strengths[i]! - strengths[j]!);
      const slope = wins[i]![j]! - count * expected;
      gradient[i]! += slope;
      gradient[j]! -= slope;
      const bend = count * expected * (1 - expected);
      curvature[i]![i]! += bend;
      curvature[j]![j]! += bend;
      curvature[i]![j]! -= bend;
      curvature[j]![i]! -= bend;
    }
  }
  return { gradient, curvature };
}
