import type { Verdict } from '../../src/rerank/judge.ts';
import { rocArea } from '../../src/rerank/train/roc-area.ts';
import type { CandidateList } from './candidates.ts';

/** What a system says of the candidates of a list, in their order. */
export interface Scores {
  /** Null: nothing could be read. */
  useful: readonly (number | null)[];
  /** Where the system chooses at all; else the first of its ranking is its set. */
  selected?: readonly (boolean | null)[] | undefined;
}

/** Verdicts as scores; those that differ in rank alone differ in score. */
export function scoresOf(verdicts: readonly Verdict[]): Scores {
  const chooses = verdicts.some(({ selected }) => selected !== null);
  return {
    useful: verdicts.map(({ useful, rank }) => (useful === null ? null : verdicts.length - rank)),
    ...(chooses && { selected: verdicts.map(({ selected }) => selected) }),
  };
}

export const judgeMeasures = [
  'P',
  'R',
  'F1',
  'RR',
  'AUC',
  'AUC gold–counterfactual',
  'AUC gold–noise',
  'AUC counterfactual–noise',
] as const;

/**
 * Agreement with the annotation, one right passage a list. Candidates without a verdict share the last place; of equal scores the mean place counts, so that a
 * system gains nothing by saying nothing. Precision and F1 of an empty set are 0.
 */
export function scoreList({ candidates }: CandidateList, { useful, selected }: Scores): Record<string, number> {
  const lowest = Math.min(0, ...useful.flatMap((score) => score ?? [])) - 1;
  const scores = useful.map((score) => score ?? lowest);
  const best = Math.max(...scores);
  const top = scores.filter((score) => score === best).length;
  // Without a choice of its own a system chooses its first passage: of several first ones each with equal chance.
  const weights = selected ? selected.map(Number) : scores.map((score) => (score === best ? 1 / top : 0));
  const gold = candidates.findIndex(({ kind }) => kind === 'gold');
  const chosen = weights.reduce((sum, weight) => sum + weight, 0);
  const precision = chosen === 0 ? 0 : weights[gold]! / chosen;
  const recall = weights[gold]!;
  const of = (...kinds: string[]): number[] => candidates.flatMap(({ kind }, i) => (kinds.includes(kind) ? [scores[i]!] : []));
  const areas = {
    AUC: rocArea(of('gold'), of('counterfactual', 'hard noise', 'weak noise')),
    'AUC gold–counterfactual': rocArea(of('gold'), of('counterfactual')),
    'AUC gold–noise': rocArea(of('gold'), of('hard noise', 'weak noise')),
    'AUC counterfactual–noise': rocArea(of('counterfactual'), of('hard noise', 'weak noise')),
  };
  return {
    P: precision,
    R: recall,
    F1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    RR: reciprocalRank(scores, gold),
    ...Object.fromEntries(Object.entries(areas).filter(([, area]) => !Number.isNaN(area))),
  };
}

/** Expected over the orders of equal scores. */
function reciprocalRank(scores: readonly number[], gold: number): number {
  const above = scores.filter((score) => score > scores[gold]!).length;
  const equal = scores.filter((score) => score === scores[gold]).length;
  let sum = 0;
  for (let place = 1; place <= equal; place++) sum += 1 / (above + place);
  return sum / equal;
}
