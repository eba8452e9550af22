import { randomIntegers } from './random.ts';

/** `size` of the items without replacement, in their own order; all of them when there are no more. Deterministic in the seed. */
export function sample<T>(items: readonly T[], size: number, seed: number): T[] {
  const next = randomIntegers(seed);
  const indices = items.map((_, index) => index);
  const taken = Math.min(size, items.length);
  // The first steps of a Fisher–Yates shuffle.
  for (let place = 0; place < taken; place++) {
    const other = place + (next() % (items.length - place));
    [indices[place], indices[other]] = [indices[other]!, indices[place]!];
  }
  return indices
    .slice(0, taken)
    .sort((a, b) => a - b)
    .map((index) => items[index]!);
}
