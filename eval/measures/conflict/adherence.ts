import type { ConflictMeasure } from './conflict-measure.ts';
import { givesAnswer } from './gives-answer.ts';

export const adherence: ConflictMeasure = {
  name: 'R_Ad',
  description:
    'Adherence: share of questions with relevant context whose answer is what the context says, and not what memory says instead.',
  formula: '1[context answer given ∧ no other memory answer given], over i with relevant context',
  citation:
    'Zhang et al., KnowPO: knowledge-aware preference optimization for controllable knowledge selection, AAAI 2025; matching rule ours',
  value({ predictions, context, memory = [], relevant = true }) {
    if (!relevant || context === undefined) return null;
    const others = memory.filter((answer) => !givesAnswer([answer], context) && !givesAnswer(context, [answer]));
    return givesAnswer(predictions, context) && !givesAnswer(predictions, others) ? 1 : 0;
  },
};
