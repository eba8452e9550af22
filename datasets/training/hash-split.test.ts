import { expect, test } from 'vitest';
import { hashFraction, lowestHashes } from './hash-split.ts';

test('the fraction of a known digest', () => {
  // SHA-256 of "abc" begins with ba7816bf (FIPS 180-2, appendix B.1).
  expect(hashFraction('abc')).toBe(0xba7816bf / 2 ** 32);
});

test('a share of the keys is a share of many', () => {
  const below = Array.from({ length: 10_000 }, (_, i) => hashFraction(`key ${i}`)).filter((fraction) => fraction < 0.7).length;
  // Five standard deviations are 229.
  expect(Math.abs(below - 7000)).toBeLessThan(229);
});

test('the same items, whatever their order and whatever else there is', () => {
  const items = Array.from({ length: 50 }, (_, i) => `key ${i}`);
  const chosen = lowestHashes(items, 5, (item) => item);
  expect(lowestHashes(items.toReversed(), 5, (item) => item)).toEqual(chosen);
  expect(lowestHashes([...chosen, items.find((item) => !chosen.includes(item))!], 5, (item) => item)).toEqual(chosen);
});
