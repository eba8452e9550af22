export interface CyclicTriples {
  /** Triples of items whose three comparisons all have a winner. */
  triples: number;
  /** Those in which each item beats one of the other two. */
  cyclic: number;
}

/**
 * How intransitive comparisons are. `wins[i][j]` is how often (or with what probability) item i beat item j; equal numbers both ways are no verdict.
 *
 * Source: Kendall and Babington Smith, On the method of paired comparisons, Biometrika 31 (1940), circular triads.
 */
export function cyclicTriples(wins: readonly (readonly number[])[]): CyclicTriples {
  const verdict = (i: number, j: number): number => Math.sign(wins[i]![j]! - wins[j]![i]!);
  let triples = 0;
  let cyclic = 0;
  for (let i = 0; i < wins.length; i++) {
    for (let j = i + 1; j < wins.length; j++) {
      for (let k = j + 1; k < wins.length; k++) {
        const [first, second, third] = [verdict(i, j), verdict(j, k), verdict(k, i)];
        if (first === 0 || second === 0 || third === 0) continue;
        triples++;
        if (first === second && second === third) cyclic++;
      }
    }
  }
  return { triples, cyclic };
}
