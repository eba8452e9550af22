import type { Judgement } from '../../datasets/dataset.ts';
import type { JudgedRanking } from './ranking-measure.ts';

/** Judges a ranking by graded judgements: the gain of a passage is its grade (trec_eval's qrels). */
export function gradeRanking(ranking: readonly string[], grades: ReadonlyMap<string, number>): JudgedRanking {
  return { gains: ranking.map((id) => grades.get(id) ?? 0), relevant: [...grades.values()] };
}

/**
 * Judges a ranking against groups of passages: a group is an annotated passage and its near duplicates, and counts as one right
 * thing. The first member retrieved scores 1, later ones 0: they tell the reader nothing new. With groups of one passage these are
 * trec_eval's binary judgements.
 *
 * @param ranking ids, best first
 */
export function judgeRanking(ranking: readonly string[], groups: readonly (readonly string[])[]): JudgedRanking {
  const groupOf = new Map(groups.flatMap((group, index) => group.map((id) => [id, index] as const)));
  const found = new Set<number>();
  const gains = ranking.map((id) => {
    const group = groupOf.get(id);
    if (group === undefined || found.has(group)) return 0;
    found.add(group);
    return 1;
  });
  return { gains, relevant: groups.map(() => 1) };
}

/** Judges a ranking as the benchmark does: by grades where it has them, else by groups. */
export function judgeBy({ grades, groups }: Judgement, ranking: readonly string[]): JudgedRanking {
  return grades ? gradeRanking(ranking, grades) : judgeRanking(ranking, groups);
}
