import type { ConflictMeasure } from './conflict-measure.ts';
import { givesAnswer } from './gives-answer.ts';

export const accuracy: ConflictMeasure = {
  name: 'Accuracy',
  description: 'Share of answerable questions whose answer holds a right one; an abstention is none.',
  formula: '1[right answer given], over i with a right answer',
  citation: 'Chen et al., Benchmarking large language models in retrieval-augmented generation, AAAI 2024 (RGB), accuracy',
  value({ predictions, gold }) {
    if (gold === undefined || gold.length === 0) return null;
    return givesAnswer(predictions, gold) ? 1 : 0;
  },
};
