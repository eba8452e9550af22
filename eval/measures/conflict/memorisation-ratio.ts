import type { ConflictMeasure } from './conflict-measure.ts';
import { givesAnswer } from './gives-answer.ts';

export const memorisationRatio: ConflictMeasure = {
  name: 'MR',
  description: 'Memorisation ratio: of the answers that follow either memory or contradicting context, the share that follows memory.',
  formula: 'p_o / (p_o + p_c), p_o: memory answer given and not the context’s, p_c: the reverse',
  citation: 'Longpre et al., Entity-based knowledge conflicts in question answering, EMNLP 2021, section 4',
  value({ predictions, context, memory, relevant = true }) {
    if (!relevant || context === undefined || memory === undefined) return null;
    const [byMemory, byContext] = [givesAnswer(predictions, memory), givesAnswer(predictions, context)];
    return byMemory === byContext ? null : byMemory ? 1 : 0;
  },
};
