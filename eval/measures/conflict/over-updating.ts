import type { ConflictMeasure } from './conflict-measure.ts';
import { givesAnswer } from './gives-answer.ts';

export const overUpdating: ConflictMeasure = {
  name: 'OverUpdating',
  description: 'Of the questions that memory answers rightly while all context is wrong, the share whose answer follows the context.',
  formula: '1[no right answer given ∧ context answer given], over i with memory right and context wrong',
  citation: 'The case that HierPref (arXiv 2407.13048) leaves untested; definition ours',
  value({ predictions, gold, context, memory }) {
    if (gold === undefined || context === undefined || memory === undefined) return null;
    if (!givesAnswer(memory, gold) || context.length === 0 || givesAnswer(context, gold)) return null;
    return !givesAnswer(predictions, gold) && givesAnswer(predictions, context) ? 1 : 0;
  },
};
