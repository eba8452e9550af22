import { expect, it } from 'vitest';
import { byteLength } from './small-float.ts';

it('rounds as SmallFloat of Lucene 9.12.1', () => {
  const lengths = [0, 1, 23, 24, 39, 40, 41, 42, 55, 56, 57, 58, 59, 60, 100, 255, 1000, 12261, 65535, 1000000, 2147483647];
  const expected = [0, 1, 23, 24, 39, 40, 40, 42, 54, 56, 56, 56, 56, 60, 96, 248, 984, 11288, 61464, 983064, 2013265944];
  expect(lengths.map(byteLength)).toEqual(expected);
});
