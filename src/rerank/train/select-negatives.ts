/** Where negatives come from, each pool best first. */
export interface NegativePools<T> {
  /** What the first stage finds for the question. */
  hard: readonly T[];
  /** What it finds within the positive's own source. */
  sameSource: readonly T[];
  /** Anything. */
  random: readonly T[];
}

export type NegativeSource = 'hard' | 'same-source' | 'random';

export interface Shares {
  /** Of all negatives; the rest are hard. */
  sameSource: number;
  random: number;
}

export interface Selected<T> {
  passage: T;
  source: NegativeSource;
}

/**
 * Draws `count` passages out of the pools, in the given shares; where a pool has too few, the others fill up. Within a pool rank r is drawn with weight
 * r^-rankBias (0: all alike; 1: mostly the first ranks), without replacement (Efraimidis and Spirakis 2006).
 *
 * @param keyOf passages of equal keys are drawn once
 * @param taken keys of passages that are not drawn
 * @param accept asked in the order of drawing, and for no more passages than needed
 * @param random uniform 32-bit integers
 */
export function selectNegatives<T>(
  pools: NegativePools<T>,
  count: number,
  { sameSource, random: randomShare, rankBias }: Shares & { rankBias: number },
  { keyOf, accept, taken: given = [] }: { keyOf: (passage: T) => string; accept: (passage: T) => boolean; taken?: readonly string[] },
  random: () => number,
): Selected<T>[] {
  const taken = new Set(given);
  const selected: Selected<T>[] = [];
  const queues = [
    { source: 'same-source' as const, share: sameSource, drawn: draw(pools.sameSource, rankBias, random) },
    { source: 'random' as const, share: randomShare, drawn: draw(pools.random, 0, random) },
    { source: 'hard' as const, share: 1, drawn: draw(pools.hard, rankBias, random) },
  ];
  const fill = (source: NegativeSource, drawn: T[], upTo: number): void => {
    while (selected.length < upTo && drawn.length > 0) {
      const passage = drawn.shift()!;
      const key = keyOf(passage);
      if (taken.has(key) || !accept(passage)) continue;
      taken.add(key);
      selected.push({ passage, source });
    }
  };
  for (const { source, share, drawn } of queues) fill(source, drawn, Math.min(count, selected.length + Math.round(share * count)));
  for (const { source, drawn } of queues) fill(source, drawn, count);
  return selected;
}

/** All items, in the order of drawing. */
function draw<T>(pool: readonly T[], rankBias: number, random: () => number): T[] {
  return pool
    .map((item, index) => ({ item, key: -Math.log((random() + 1) / 2 ** 32) * (index + 1) ** rankBias }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
