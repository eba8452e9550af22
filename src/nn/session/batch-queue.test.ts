import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchQueue } from './batch-queue.ts';

const entry = (job: string, length: number, input = 0) => ({ job, input, part: 0, sequence: { ids: new Int32Array(length) } });

function drain(queue: BatchQueue<string>) {
  const batches = [];
  for (let batch = queue.next(); batch.length > 0; batch = queue.next()) batches.push(batch);
  return batches;
}

test('batches hold similar lengths, longest first, within the budget', () => {
  const queue = new BatchQueue<string>(20, () => true);
  for (const length of [3, 10, 4, 9, 2, 30]) queue.push(entry('a', length));
  expect(drain(queue).map((batch) => batch.map(({ sequence }) => sequence.ids.length))).toEqual([[30], [10], [9, 4], [3, 2]]);
});

test('a length that fills half the budget goes alone, unmixed', () => {
  const queue = new BatchQueue<string>(20, () => true);
  for (const length of [6, 5, 6, 5, 5, 5, 4]) queue.push(entry('a', length));
  expect(drain(queue).map((batch) => batch.map(({ sequence }) => sequence.ids.length))).toEqual([[6, 6], [5, 5, 5, 5], [4]]);
});

test('equal lengths leave in the order they came, whoever sent them', () => {
  const queue = new BatchQueue<string>(10, () => true);
  queue.push(entry('a', 5, 0));
  queue.push(entry('b', 5, 0));
  queue.push(entry('a', 5, 1));
  expect(drain(queue).map((batch) => batch.map(({ job, input }) => `${job}${input}`))).toEqual([['a0', 'b0'], ['a1']]);
});

test('entries of dead jobs are dropped', () => {
  const dead = new Set<string>();
  const queue = new BatchQueue<string>(10, (job) => !dead.has(job));
  for (let i = 0; i < 4; i++) queue.push(entry(i % 2 ? 'a' : 'b', 5, i));
  dead.add('a');
  expect(queue.next().map(({ input }) => input)).toEqual([0, 2]);
  expect(queue.next()).toEqual([]);
});

test('every entry comes out once, and no batch breaks the budget', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 100 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 120 }), (all, budget) => {
      const queue = new BatchQueue<string>(budget, () => true);
      for (const [i, length] of all.entries()) queue.push(entry('a', length, i));
      const batches = drain(queue);
      expect(
        batches
          .flat()
          .map(({ input }) => input)
          .sort((a, b) => a - b),
      ).toEqual(all.map((_, i) => i));
      for (const batch of batches) {
        const width = Math.max(...batch.map(({ sequence }) => sequence.ids.length));
        expect(batch.length === 1 || width * batch.length <= budget).toBe(true);
      }
    }),
  );
});
