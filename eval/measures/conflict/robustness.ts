import type { ConflictMeasure } from './conflict-measure.ts';
import { givesAnswer } from './gives-answer.ts';

export const robustness: ConflictMeasure = {
  name: 'R_Ro',
  description: 'Robustness: share of questions with irrelevant context only whose answer is that of memory, or none.',
  formula: '1[nothing given ∨ memory answer given], over i without relevant context',
  citation:
    'Zhang et al., KnowPO: knowledge-aware preference optimization for controllable knowledge selection, AAAI 2025; matching rule ours',
  value({ predictions, memory = [], relevant = true }) {
    if (relevant) return null;
    return predictions.length === 0 || givesAnswer(predictions, memory) ? 1 : 0;
  },
};
