/** Outputs of the classifier, in their order: what the premise says of the hypothesis. */
export const nliLabels = ['entailment', 'neutral', 'contradiction'] as const;
export type NliLabel = (typeof nliLabels)[number];
