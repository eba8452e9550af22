import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partialOrder } from './partial-order.ts';

describe('partialOrder', () => {
  it('is transitive, and silent about elements that no chain joins', () => {
    const order = partialOrder<string>([
      ['law', 'label'],
      ['label', 'article'],
      ['label', 'article'],
      ['memo', 'article'],
    ]);
    expect(order.prefers('law', 'article')).toBe(true);
    expect(order.prefers('article', 'law')).toBe(false);
    expect(order.prefers('law', 'memo')).toBe(false);
    expect(order.prefers('memo', 'law')).toBe(false);
    expect(order.prefers('law', 'law')).toBe(false);
    expect(order.prefers('unheard', 'of')).toBe(false);
  });

  it.each([
    [[['a', 'a']], 'a > a'],
    [
      [
        ['x', 'a'],
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'a'],
        ['c', 'y'],
      ],
      'a > b > c > a',
    ],
    [
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
        ['d', 'b'],
        ['c', 'b'],
      ],
      'b > c > b',
    ],
  ] as [[string, string][], string][])('names the path of a cycle in %j', (pairs, path) => {
    expect(() => partialOrder(pairs)).toThrowError(
      expect.objectContaining({ code: 'invalid-input', message: `The preferences form a cycle: ${path}.` }),
    );
  });

  it('takes a chain of 20,000', () => {
    const order = partialOrder(Array.from({ length: 20_000 }, (_, n): [number, number] => [n, n + 1]));
    expect(order.prefers(0, 20_000)).toBe(true);
    expect(order.prefers(20_000, 0)).toBe(false);
  });

  it('accepts exactly the pairs whose closure is irreflexive, and answers with that closure', () => {
    const element = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(element, element), { maxLength: 9 }), (pairs) => {
        // Warshall's closure over the matrix: another algorithm, the same relation.
        const closure = Array.from({ length: 6 }, (_, a) =>
          Array.from({ length: 6 }, (_, b) => pairs.some(([x, y]) => x === a && y === b)),
        );
        for (let k = 0; k < 6; k++)
          for (let a = 0; a < 6; a++) for (let b = 0; b < 6; b++) closure[a]![b] ||= closure[a]![k]! && closure[k]![b]!;
        if (closure.some((row, a) => row[a])) {
          expect(() => partialOrder(pairs)).toThrowError(/cycle/);
          return;
        }
        const order = partialOrder(pairs);
        expect(closure.map((row, a) => row.map((_, b) => order.prefers(a, b)))).toEqual(closure);
      }),
    );
  });
});
