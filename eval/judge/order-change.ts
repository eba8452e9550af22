import type { Verdict } from '../../src/rerank/judge.ts';
import { kendallDistance } from '../statistics/kendall-distance.ts';
import { mean } from '../statistics/mean.ts';

export const orderMeasures = ['set change', 'ranking change'] as const;

/**
 * How much verdicts on the same passages differ that were got from different orders of them, as the mean over all pairs: of sets the share of what is chosen
 * in one only (1 − Jaccard), of rankings the share of pairs in different order. Nothing for fewer than two.
 */
export function orderChange(verdicts: readonly (readonly Verdict[])[]): Partial<Record<(typeof orderMeasures)[number], number>> {
  const pairs = verdicts.flatMap((a, i) => verdicts.slice(i + 1).map((b) => [a, b] as const));
  if (pairs.length === 0) return {};
  const chooses = verdicts.some((list) => list.some(({ selected }) => selected !== null));
  return {
    ...(chooses && { 'set change': mean(pairs.map(([a, b]) => setDistance(chosen(a), chosen(b)))) }),
    'ranking change': mean(pairs.map(([a, b]) => kendallDistance(ranking(a), ranking(b)))),
  };
}

const chosen = (verdicts: readonly Verdict[]): string[] => verdicts.flatMap(({ passageId, selected }) => (selected ? [passageId] : []));

const ranking = (verdicts: readonly Verdict[]): string[] => verdicts.toSorted((a, b) => a.rank - b.rank).map(({ passageId }) => passageId);

function setDistance(a: readonly string[], b: readonly string[]): number {
  const union = new Set([...a, ...b]);
  return union.size === 0 ? 0 : 1 - a.filter((id) => b.includes(id)).length / union.size;
}
