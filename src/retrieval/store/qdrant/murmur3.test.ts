import { expect, test } from 'vitest';
import { murmur3 } from './murmur3.ts';

// Values of sklearn.utils.murmurhash3_32(text.encode(), seed=0, positive=True), scikit-learn 1.9.1.
test.each([
  ['', 0],
  ['a', 1009084850],
  ['ab', 2613040991],
  ['abc', 3017643002],
  ['abcd', 1139631978],
  ['test', 3127628307],
  ['Hello, world!', 3224780355],
  ['The quick brown fox jumps over the lazy dog', 776992547],
  ['é', 269551495],
  ['日本語', 2779017879],
  ['😀x', 1914495294],
  ['retriev', 2455432819],
])('murmur3(%j) is %d', (text, expected) => {
  expect(murmur3(text)).toBe(expected);
});
