import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestSpans, type TokenSpan } from './best-spans.ts';

test('by hand', () => {
  const starts = [0, 5, 0, 1, 0];
  const ends = [6, 0, 3, 0, 2];
  // The end before the start (0) does not count, nor does one that is too far.
  expect(bestSpans(starts, ends, 3, 3)).toEqual([
    { start: 1, end: 2, score: 8 },
    { start: 0, end: 0, score: 6 },
    { start: 3, end: 4, score: 3 },
  ]);
  expect(bestSpans(starts, ends, 1, 1)).toEqual([{ start: 0, end: 0, score: 6 }]);
  expect(bestSpans([], [], 30, 3)).toEqual([]);
});

test('equal to sorting all spans', () => {
  const scores = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { maxLength: 12 });
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 6 }), (pairs, longest) => {
      const starts = pairs.map(([start]) => start);
      const ends = pairs.map(([, end]) => end);
      const all: TokenSpan[] = [];
      for (let start = 0; start < pairs.length; start++) {
        for (let end = start; end < Math.min(pairs.length, start + longest); end++) {
          all.push({ start, end, score: starts[start]! + ends[end]! });
        }
      }
      all.sort((a, b) => b.score - a.score || a.start - b.start || a.end - b.end);
      const expected: TokenSpan[] = [];
      for (const span of all) {
        if (expected.length < 3 && !expected.some((other) => span.start <= other.end && span.end >= other.start)) expected.push(span);
      }
      expect(bestSpans(starts, ends, longest, 3)).toEqual(expected);
    }),
  );
});
