import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rougeL } from './rouge-l.ts';

test('as the rouge_score package', () => {
  // Its own example; common are the, quick, brown, jumps, the: precision 5/8, recall 5/9.
  const [right, predicted] = ['The quick brown fox jumps over the lazy dog', 'The quick brown dog jumps on the log.'];
  expect(rougeL.compute(predicted, [right])).toBeCloseTo(10 / 17, 12);
});

test('the best answer counts; nothing in common, nothing said: 0', () => {
  expect(rougeL.compute('a b', ['c', 'A, b.'])).toBe(1);
  expect([rougeL.compute('a', ['b']), rougeL.compute('', ['b']), rougeL.compute('a', [])]).toEqual([0, 0, 0]);
});

test('is symmetric, in [0, 1], and 1 for the same words', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 }).map((all) => all.join(' '));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const value = rougeL.compute(a, [b]);
      expect(value).toBe(rougeL.compute(b, [a]));
      expect(value >= 0 && value <= 1).toBe(true);
      expect(rougeL.compute(a, [a])).toBe(1);
    }),
  );
});
