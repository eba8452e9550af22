import type { ConflictMeasure } from './conflict-measure.ts';

export const abstentionRate: ConflictMeasure = {
  name: 'Abstained',
  description: 'Share of all questions without an answer, answerable or not.',
  formula: '1[nothing given], over all i',
  citation: '1 − coverage of El-Yaniv and Wiener, On the foundations of noise-free selective classification, JMLR 11 (2010)',
  value: ({ predictions }) => (predictions.length === 0 ? 1 : 0),
};
