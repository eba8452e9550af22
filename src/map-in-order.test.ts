import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapInOrder } from './map-in-order.ts';

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

test('results come in the order of the items, however long each takes, and never more than the width are begun', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3)), fc.integer({ min: 1, max: 5 }), async (delays, width) => {
      let open = 0;
      let most = 0;
      const work = async (delay: number) => {
        most = Math.max(most, ++open);
        await sleep(delay);
        open--;
        return delay;
      };
      expect(await collect(mapInOrder(delays, width, work))).toEqual(delays);
      expect(most).toBeLessThanOrEqual(width);
    }),
    { numRuns: 30 },
  );
});

test('a failure comes in its turn, after what was before it', async () => {
  const seen: number[] = [];
  const work = async (item: number) => {
    if (item === 2) throw new Error('two');
    await sleep(2);
    return item;
  };
  await expect(
    (async () => {
      for await (const item of mapInOrder([0, 1, 2, 3], 4, work)) seen.push(item);
    })(),
  ).rejects.toThrow('two');
  expect(seen).toEqual([0, 1]);
});
