import { AccordError } from '../../../src/errors.ts';

/** A question with how sure the system was of its answer; `correct` in [0, 1]. */
export interface SelectiveAnswer {
  confidence: number;
  correct: number;
}

export interface RiskCoveragePoint {
  /** Share of questions answered. */
  coverage: number;
  /** Mean of 1 − correct over them. */
  risk: number;
}

/**
 * Risk at every coverage that a threshold on the confidence can reach, smallest coverage first; equal confidences are answered together.
 *
 * @throws AccordError `invalid-input` for a confidence that is no number.
 *
 * Source: El-Yaniv and Wiener, On the foundations of noise-free selective classification, JMLR 11 (2010).
 */
export function riskCoverage(answers: readonly SelectiveAnswer[]): RiskCoveragePoint[] {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence);
  if (sorted.some(({ confidence }) => Number.isNaN(confidence))) {
    throw new AccordError('invalid-input', 'A confidence is not a number.', 'Give abstentions the lowest confidence, e.g. 0.');
  }
  const points: RiskCoveragePoint[] = [];
  let wrong = 0;
  sorted.forEach(({ confidence, correct }, i) => {
    wrong += 1 - correct;
    if (confidence !== sorted[i + 1]?.confidence) points.push({ coverage: (i + 1) / sorted.length, risk: wrong / (i + 1) });
  });
  return points;
}

/**
 * Area under the risk–coverage curve: the mean over n = 1 … N of the risk of the n surest answers, ties at their mean risk. Lower is better;
 * NaN of no answers.
 *
 * Source: Geifman, Uziel and El-Yaniv, Bias-reduced uncertainty estimation for deep neural classifiers, ICLR 2019, equation 2; ties as in
 * expectation over random orders.
 */
export function areaUnderRiskCoverage(answers: readonly SelectiveAnswer[]): number {
  const points = riskCoverage(answers);
  const total = answers.length;
  let sum = 0;
  let before = 0;
  let wrongBefore = 0;
  for (const { coverage, risk } of points) {
    const upTo = Math.round(coverage * total);
    const wrong = risk * upTo;
    const each = (wrong - wrongBefore) / (upTo - before);
    for (let n = before + 1; n <= upTo; n++) sum += (wrongBefore + each * (n - before)) / n;
    before = upTo;
    wrongBefore = wrong;
  }
  return sum / total;
}
