import { hash } from 'node:crypto';

/** A number in [0, 1) that follows from the key alone: what it decides stays decided when rows are added or reordered. */
export const hashFraction = (key: string): number => hash('sha256', key, 'buffer').readUInt32BE() / 2 ** 32;

/** The `count` items of the lowest hashes. */
export function lowestHashes<T>(items: readonly T[], count: number, keyOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, hash: hash('sha256', keyOf(item)) }));
  return keyed
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .slice(0, count)
    .map(({ item }) => item);
}
