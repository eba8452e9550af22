import type { ConflictMeasure } from './conflict-measure.ts';

export const rejectionRate: ConflictMeasure = {
  name: 'RejectionRate',
  description: 'Of the questions that cannot be answered, the share that is not.',
  formula: '1[nothing given], over i without a right answer',
  citation: 'Chen et al., Benchmarking large language models in retrieval-augmented generation, AAAI 2024 (RGB), negative rejection',
  value({ predictions, gold }) {
    if (gold === undefined || gold.length > 0) return null;
    return predictions.length === 0 ? 1 : 0;
  },
};
