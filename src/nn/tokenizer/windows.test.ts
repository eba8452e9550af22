import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windows } from './windows.ts';

test('a sequence that fits is one window, an empty one none', () => {
  expect(windows(0, 10, 5)).toEqual([]);
  expect(windows(10, 10, 5)).toEqual([{ start: 0, end: 10 }]);
});

test('the last window is full', () => {
  expect(windows(23, 10, 8)).toEqual([
    { start: 0, end: 10 },
    { start: 8, end: 18 },
    { start: 13, end: 23 },
  ]);
});

test('windows cover everything, in order, each new, none too large', () => {
  const sizes = fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 64 }))
    .chain(([length, size]) => fc.tuple(fc.constant(length), fc.constant(size), fc.integer({ min: 1, max: size })));
  fc.assert(
    fc.property(sizes, ([length, size, stride]) => {
      const spans = windows(length, size, stride);
      expect(spans[0]!.start).toBe(0);
      expect(spans.at(-1)!.end).toBe(length);
      for (const [i, { start, end }] of spans.entries()) {
        expect(end - start).toBe(Math.min(size, length));
        if (i > 0) expect(start).toBeGreaterThan(spans[i - 1]!.start);
        if (i > 0) expect(start).toBeLessThanOrEqual(spans[i - 1]!.end);
      }
    }),
  );
});
