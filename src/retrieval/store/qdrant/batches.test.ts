import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesOf } from './batches.ts';

const identity = (item: number) => item;

async function cut(items: number[], limits: { count: number; weight: number }): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of batchesOf(items, limits, identity)) batches.push(batch);
  return batches;
}

test('cuts at the count and at the weight; an item too heavy is alone', async () => {
  const batches = await cut([1, 1, 1, 1, 9, 1, 4, 4], { count: 3, weight: 6 });
  expect(batches).toEqual([[1, 1, 1], [1], [9], [1, 4], [4]]);
});

test('keeps every item in its order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(9)), async (items) => {
      const batches = await cut(items, { count: 3, weight: 12 });
      expect(batches.flat()).toEqual(items);
      expect(batches.every((batch) => batch.length > 0)).toBe(true);
    }),
  );
});
