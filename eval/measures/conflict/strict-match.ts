import { normalizeAnswer } from '../normalize-answer.ts';
import type { ConflictMeasure } from './conflict-measure.ts';

export const strictMatch: ConflictMeasure = {
  name: 'Strict',
  description: 'Share of questions of which all right answers and no wrong one are given. An answer that is on both lists counts as right.',
  formula: '1[gold ⊆ given ∧ given ∩ (wrong ∖ gold) = ∅], answers normalised',
  citation: 'Wang et al., Retrieval-augmented generation with conflicting evidence, COLM 2025 (RAMDocs), section 4',
  value({ predictions, gold, wrong = [] }) {
    if (gold === undefined || gold.length === 0) return null;
    const given = ` ${predictions.map(normalizeAnswer).join('  ')} `;
    const holds = (answer: string) => given.includes(` ${normalizeAnswer(answer)} `);
    const right = new Set(gold.map(normalizeAnswer));
    return gold.every(holds) && !wrong.some((answer) => !right.has(normalizeAnswer(answer)) && holds(answer)) ? 1 : 0;
  },
};
