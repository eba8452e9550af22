import { f1 } from '../f1.ts';
import type { ConflictMeasure, ConflictOutcome } from './conflict-measure.ts';

/** From this F1 up (exclusive) two answers are the same, below the other they differ; the middle is dropped. */
const same = 0.8;
const different = 0.2;
const citation = 'Zhou et al., Establishing knowledge preference in language models, arXiv 2407.13048 (RealCounterMemoryQA)';

export const updatesToCorrect: ConflictMeasure = {
  name: 'P(U_c)',
  description: 'Of the questions that memory answers wrongly, the share whose answer context turned into the right one.',
  formula: '1[F1(prediction, gold) > .8], over i with F1(memory, gold) < .2 and F1(prediction, gold) outside [.2, .8]',
  citation,
  value: (outcome) => update(outcome, true),
};

export const updatesToIncorrect: ConflictMeasure = {
  name: 'P(U_i)',
  description: 'Of the questions that memory answers wrongly, the share whose answer context turned into another wrong one.',
  formula: '1[F1(prediction, gold) < .2 ∧ F1(prediction, memory) < .2], over i as for P(U_c)',
  citation,
  value: (outcome) => update(outcome, false),
};

function update({ predictions, gold, memory, relevant = true }: ConflictOutcome, toCorrect: boolean): 0 | 1 | null {
  if (!relevant || gold === undefined || gold.length === 0 || memory === undefined || memory.length === 0) return null;
  const best = (given: readonly string[], answers: readonly string[]) =>
    Math.max(0, ...given.map((text) => f1.compute(text, [...answers])));
  if (best(memory, gold) >= different) return null;
  const right = best(predictions, gold);
  if (right >= different && right <= same) return null;
  if (toCorrect) return right > same ? 1 : 0;
  return predictions.length > 0 && right < different && best(predictions, memory) < different ? 1 : 0;
}
