/** How a loss L of labels that are wrong at a known rate ε is corrected; ȳ is the label turned around. */
export const flipCorrections = ['unbiased', 'smoothed'] as const;

export interface FlipRate {
  /** ε < .5, the share of wrong labels. */
  rate: number;
  /**
   * unbiased: ((1 − ε) L(y) − ε L(ȳ)) / (1 − 2ε), whose expectation is the loss of the true labels (Natarajan et al. 2013, lemma 1; Chowdhury et al.,
   * Provably Robust DPO, 2024), and which logistic losses leave without a lower bound; smoothed: (1 − ε) L(y) + ε L(ȳ), conservative DPO.
   */
  correction: (typeof flipCorrections)[number];
}

/**
 * What the loss of a label counts, and the loss of its opposite: a sum of 1.
 * @example
 * flipWeights({ rate: 0.1, correction: 'unbiased' }); // { given: 1.125, opposite: -0.125 }
 */
export function flipWeights({ rate, correction }: FlipRate): { given: number; opposite: number } {
  if (correction === 'smoothed') return { given: 1 - rate, opposite: rate };
  return { given: (1 - rate) / (1 - 2 * rate), opposite: -rate / (1 - 2 * rate) };
}
