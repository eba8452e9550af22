import type { JudgedPassage, Verdict } from '../judge.ts';
import { bordaScores } from './borda.ts';
import { centralRanking } from './central-ranking.ts';
import type { ParsedJudgeOptions } from './options.ts';
import { orderedBefore } from './ordered-before.ts';
import { rankVerdicts } from './rank-verdicts.ts';

/**
 * One verdict a passage from several lists, each of indices from 0, best first.
 *
 * - set: `useful` is the share of lists that hold the passage, kept from ½; order by that share, then by the mean position in those lists.
 * - rank: `useful` is the share of the other passages that it is put before (Borda), which is the mean position where lists are whole.
 * - with `central-ranking` the order of ranks is Kemeny's, and `useful` the share of the other passages behind; for sets it only orders equal shares.
 */
export function aggregateLists(
  passages: readonly JudgedPassage[],
  lists: readonly (readonly number[])[],
  { form, aggregate }: { form: 'set' | 'rank'; aggregate: ParsedJudgeOptions['aggregate'] },
): Verdict[] {
  const size = passages.length;
  if (lists.length === 0)
    return rankVerdicts(
      passages,
      passages.map(() => ({ useful: null, selected: null })),
    );
  const before = orderedBefore(lists, size);
  const place = aggregate === 'central-ranking' ? placesOf(centralRanking(before)) : null;
  if (form === 'rank') {
    const scores = place ? place.map((at) => (size > 1 ? (size - 1 - at) / (size - 1) : 1)) : bordaScores(before, lists.length);
    return rankVerdicts(
      passages,
      scores.map((useful) => ({ useful, selected: null })),
    );
  }
  const votes = passages.map((_, i) => lists.filter((list) => list.includes(i)).length / lists.length);
  return rankVerdicts(
    passages,
    votes.map((useful) => ({ useful, selected: useful >= 0.5 })),
    place ?? passages.map((_, i) => meanPosition(i, lists)),
  );
}

function placesOf(ranking: readonly number[]): number[] {
  const places = new Array<number>(ranking.length);
  for (const [place, item] of ranking.entries()) places[item] = place;
  return places;
}

/** Over the lists that hold the item; 0 where none does, as only items of equal share are compared. */
function meanPosition(item: number, lists: readonly (readonly number[])[]): number {
  const positions = lists.map((list) => list.indexOf(item)).filter((position) => position >= 0);
  return positions.length === 0 ? 0 : positions.reduce((sum, position) => sum + position, 0) / positions.length;
}
