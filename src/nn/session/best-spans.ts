/** A stretch of tokens, both ends included. */
export interface TokenSpan {
  start: number;
  end: number;
  /** Start score of the first token plus end score of the last. */
  score: number;
}

/**
 * The spans of at most `longest` tokens with the highest sum of start and end score, best first, no two of them overlapping.
 */
export function bestSpans(starts: ArrayLike<number>, ends: ArrayLike<number>, longest: number, count: number): TokenSpan[] {
  const found: TokenSpan[] = [];
  while (found.length < count) {
    const best = bestSpan(starts, ends, longest, found);
    if (!best) break;
    found.push(best);
  }
  return found;
}

function bestSpan(starts: ArrayLike<number>, ends: ArrayLike<number>, longest: number, taken: readonly TokenSpan[]): TokenSpan | undefined {
  let best: TokenSpan | undefined;
  for (let start = 0; start < starts.length; start++) {
    const limit = Math.min(starts.length, start + longest);
    for (let end = start; end < limit; end++) {
      if (taken.some((span) => start <= span.end && end >= span.start)) break;
      const score = starts[start]! + ends[end]!;
      if (!best || score > best.score) best = { start, end, score };
    }
  }
  return best;
}
