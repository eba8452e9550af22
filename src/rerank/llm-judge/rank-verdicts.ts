import type { JudgedPassage, Verdict } from '../judge.ts';

/**
 * Verdicts with ranks: by falling `useful`, then by `ties`, the smaller the better, then in the order given; passages without a verdict last.
 */
export function rankVerdicts(
  passages: readonly JudgedPassage[],
  judged: readonly Pick<Verdict, 'useful' | 'selected'>[],
  ties: readonly number[] = judged.map(() => 0),
): Verdict[] {
  const order = judged
    .map((_, i) => i)
    .sort((a, b) => (judged[b]!.useful ?? -1) - (judged[a]!.useful ?? -1) || ties[a]! - ties[b]! || a - b);
  const ranks = new Map(order.map((i, place) => [i, place + 1]));
  return judged.map(({ useful, selected }, i) => ({ passageId: passages[i]!.id, useful, selected, rank: ranks.get(i)! }));
}
