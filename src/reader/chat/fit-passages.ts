import type { ScoredPassage } from '../../passage.ts';
import { sentences } from '../../text/sentences.ts';

export interface FittingPassages {
  /** In the order given. */
  kept: ScoredPassage[];
  dropped: number;
  /** True where the one passage that is kept has lost its end. */
  cut: boolean;
}

/**
 * The most useful passages (`scores.useful`, else the order given) that fit into a budget of tokens. Where not even the most useful one fits,
 * its first sentences are kept.
 */
export function fitPassages(
  passages: readonly ScoredPassage[],
  budget: number,
  tokensOf: (passage: ScoredPassage) => number,
): FittingPassages {
  const byUse = passages.map((passage, i) => ({ passage, i })).sort((a, b) => usefulness(b.passage) - usefulness(a.passage) || a.i - b.i);
  let left = budget;
  const kept = new Set<ScoredPassage>();
  for (const { passage } of byUse) {
    const tokens = tokensOf(passage);
    if (tokens > left) continue;
    left -= tokens;
    kept.add(passage);
  }
  if (kept.size > 0 || byUse.length === 0) {
    return { kept: passages.filter((passage) => kept.has(passage)), dropped: passages.length - kept.size, cut: false };
  }
  return { kept: [shorten(byUse[0]!.passage, budget, tokensOf)], dropped: passages.length - 1, cut: true };
}

/** Passages without a score keep their place before those that are known to be useless, not before those known to be useful. */
function usefulness({ scores }: ScoredPassage): number {
  return scores.useful ?? 0;
}

/** Offsets in the passage stay right, as only its end goes. At least one sentence stays. */
function shorten(scored: ScoredPassage, budget: number, tokensOf: (passage: ScoredPassage) => number): ScoredPassage {
  const { text } = scored.passage;
  const upTo = (end: number): ScoredPassage => ({ ...scored, passage: { ...scored.passage, text: text.slice(0, end) } });
  const ends = sentences(text).map(({ end }) => end);
  const end = ends.findLast((candidate) => tokensOf(upTo(candidate)) <= budget) ?? ends[0] ?? text.length;
  return upTo(end);
}
