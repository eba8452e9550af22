import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KthLargest } from './kth-largest.ts';

test('equals sorting after every number, duplicates and infinities included', () => {
  const number = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(number), fc.integer({ min: 1, max: 12 }), (numbers, k) => {
      const kth = new KthLargest(k);
      numbers.forEach((number, index) => {
        kth.push(number);
        const sorted = numbers.slice(0, index + 1).sort((a, b) => (a === b ? 0 : b - a));
        expect(kth.value + 0).toBe((sorted[k - 1] ?? Number.NaN) + 0);
      });
    }),
  );
});
