import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FusionOptions, fuse, fusionMethods, type Ranking } from './fusion.ts';
import type { Hits } from './hits.ts';

function hits(scores: Record<number, number>): Hits {
  const entries = Object.entries(scores).sort(([a, x], [b, y]) => y - x || Number(a) - Number(b));
  return { docnos: Uint32Array.from(entries, ([docno]) => Number(docno)), scores: Float32Array.from(entries, ([, score]) => score) };
}

/** Rankings of the same collection: the best k of each column, with the whole column at hand or not. */
function rankings(columns: { bm25: number[]; dense: number[] }, k: number, complete: boolean): { bm25: Ranking; dense: Ranking } {
  const ranking = (column: number[]): Ranking => {
    const best = column.map((score, docno) => [docno, score] as const).sort(([, a], [, b]) => b - a);
    const scores = (docnos: Uint32Array) => Float32Array.from(docnos, (docno) => column[docno]!);
    return { hits: hits(Object.fromEntries(best.slice(0, k))), ...(complete && { scores }) };
  };
  return { bm25: ranking(columns.bm25), dense: ranking(columns.dense) };
}

function fused(parts: { bm25: Ranking; dense: Ranking }, options: FusionOptions): [number, number][] {
  const { docnos, scores } = fuse(parts, 100, options);
  return Array.from(docnos, (docno, i) => [docno, scores[i]!]);
}

const parts = { bm25: { hits: hits({ 1: 8, 2: 6, 3: 4 }) }, dense: { hits: hits({ 3: 0.9, 4: 0.8, 2: 0.5 }) } };

describe('by hand', () => {
  test.each<[FusionOptions, [number, number][]]>([
    // Ranks: BM25 1, 2, 3; dense 3, 4, 2.
    [
      { method: 'reciprocal-rank', denseWeight: 0.5, rankConstant: 60 },
      [
        [3, (1 / 63 + 1 / 61) / 2],
        [2, (1 / 62 + 1 / 63) / 2],
        [1, 1 / 61 / 2],
        [4, 1 / 62 / 2],
      ],
    ],
    // BM25: 1, .5, 0, missing 0; dense of 3, 4, 2: 1, .75, 0, missing 0.
    [
      { method: 'min-max', denseWeight: 0.25 },
      [
        [1, 0.75],
        [2, 0.375],
        [3, 0.25],
        [4, 0.1875],
      ],
    ],
    // BM25 / 8, missing 0; (dense + 1) / 1.9, missing 0.
    [
      { method: 'theoretical-min-max', denseWeight: 0.5 },
      [
        [2, (6 / 8 + 1.5 / 1.9) / 2],
        [3, (4 / 8 + 1) / 2],
        [1, 0.5],
        [4, 1.8 / 1.9 / 2],
      ],
    ],
    // BM25: mean 6, deviation √(8/3); dense: mean 11/15, deviation √(13/450); a missing one stands at the lowest.
    [
      { method: 'z-score', denseWeight: 0.5 },
      [
        [1, (2 / Math.sqrt(8 / 3) - 7 / 30 / Math.sqrt(13 / 450)) / 2],
        [3, (-2 / Math.sqrt(8 / 3) + 1 / 6 / Math.sqrt(13 / 450)) / 2],
        [4, (-2 / Math.sqrt(8 / 3) + 1 / 15 / Math.sqrt(13 / 450)) / 2],
        [2, (0 - 7 / 30 / Math.sqrt(13 / 450)) / 2],
      ],
    ],
  ])('%j', (options, expected) => {
    const sorted = expected.toSorted(([, a], [, b]) => b - a);
    const actual = fused(parts, options);
    expect(actual.map(([docno]) => docno)).toEqual(sorted.map(([docno]) => docno));
    for (const [i, [, score]] of actual.entries()) expect(score).toBeCloseTo(sorted[i]![1], 6);
  });

  test('true scores take the place of assumed ones where they are given', () => {
    const bm25 = { ...parts.bm25, scores: (docnos: Uint32Array) => Float32Array.from(docnos, (docno) => [0, 8, 6, 4, 0][docno]!) };
    const dense = {
      ...parts.dense,
      scores: (docnos: Uint32Array) => Float32Array.from(docnos, (docno) => [0, 0.4, 0.5, 0.9, 0.8][docno]!),
    };
    // BM25 over 0–8; dense over .4–.9.
    expect(fused({ bm25, dense }, { method: 'min-max', denseWeight: 0.5 })).toEqual([
      [3, expect.closeTo((0.5 + 1) / 2, 6)],
      [1, expect.closeTo(0.5, 6)],
      [2, expect.closeTo((0.75 + 0.2) / 2, 6)],
      [4, expect.closeTo(0.4, 6)],
    ]);
  });

  test('the better rank wins, then the lower docno', () => {
    const same = { hits: hits({ 7: 1, 5: 1 }) };
    expect(fused({ bm25: same, dense: same }, { method: 'min-max' })).toEqual([
      [5, 0],
      [7, 0],
    ]);
  });
});

const score = fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8);
const columns = fc
  .array(fc.record({ bm25: score.map((value) => Math.max(0, value)), dense: score }), { minLength: 1, maxLength: 20 })
  .map((rows) => ({ bm25: rows.map(({ bm25 }) => bm25), dense: rows.map(({ dense }) => dense) }));
const setting = fc.record({
  k: fc.integer({ min: 1, max: 20 }),
  complete: fc.boolean(),
  denseWeight: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe.each(fusionMethods)('%s', (method) => {
  test('gives a finite score to every passage of either ranking and none else, best first', () => {
    fc.assert(
      fc.property(columns, setting, (columns, { k, complete, denseWeight }) => {
        const parts = rankings(columns, k, complete);
        const result = fused(parts, { method, denseWeight });
        expect(new Set(result.map(([docno]) => docno))).toEqual(new Set([...parts.bm25.hits.docnos, ...parts.dense.hits.docnos]));
        expect(result.every(([, score]) => Number.isFinite(score))).toBe(true);
        expect(result).toEqual(result.toSorted(([a, x], [b, y]) => y - x || a - b));
        if (method !== 'z-score') for (const [, score] of result) expect(score).toBe(Math.min(1, Math.max(0, score)));
      }),
    );
  });

  test('weight 0 and 1 keep the order of one part', () => {
    fc.assert(
      fc.property(columns, setting, (columns, { k, complete }) => {
        const parts = rankings(columns, k, complete);
        for (const [part, denseWeight] of [[parts.bm25, 0] as const, [parts.dense, 1] as const]) {
          const order = fused(parts, { method, denseWeight }).map(([docno]) => docno);
          const scores = Array.from(part.hits.docnos, (docno, i) => [docno, part.hits.scores[i]!] as const);
          const places = scores.map(([docno]) => order.indexOf(docno));
          for (let i = 1; i < scores.length; i++) if (scores[i]![1] < scores[i - 1]![1]) expect(places[i]).toBeGreaterThan(places[i - 1]!);
        }
      }),
    );
  });

  test('a passage that is at least as good in both parts, and better in one, is not placed lower', () => {
    fc.assert(
      fc.property(columns, setting, (columns, { denseWeight }) => {
        const count = columns.bm25.length;
        const result = fused(rankings(columns, count, true), { method, denseWeight });
        const scoreOf = new Map(result);
        for (let a = 0; a < count; a++) {
          for (let b = 0; b < count; b++) {
            if (columns.bm25[a]! > columns.bm25[b]! && columns.dense[a]! > columns.dense[b]!) {
              expect(scoreOf.get(a)).toBeGreaterThanOrEqual(scoreOf.get(b)!);
            }
          }
        }
      }),
    );
  });

  test('does not depend on the numbering of passages', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 20 }), setting, (distinct, { k, complete, denseWeight }) => {
        const count = distinct.length;
        const columns = { bm25: distinct, dense: distinct.map((value) => ((value * 7919) % 1009) / 1009) };
        const reversed = { bm25: columns.bm25.toReversed(), dense: columns.dense.toReversed() };
        const scores = new Map(fused(rankings(columns, k, complete), { method, denseWeight }));
        for (const [docno, score] of fused(rankings(reversed, k, complete), { method, denseWeight })) {
          expect(score).toBeCloseTo(scores.get(count - 1 - docno)!, 5);
        }
      }),
    );
  });

  test('empty parts are no error', () => {
    const empty = { hits: hits({}) };
    expect(fused({ bm25: empty, dense: empty }, { method })).toEqual([]);
    expect(fused({ bm25: empty, dense: parts.dense }, { method }).map(([docno]) => docno)).toEqual([3, 4, 2]);
    expect(fused({ bm25: parts.bm25, dense: empty }, { method }).map(([docno]) => docno)).toEqual([1, 2, 3]);
  });
});

test('takes the best k, and does not touch its input', () => {
  const before = structuredClone(parts);
  expect([...fuse(parts, 2, { method: 'min-max', denseWeight: 0.25 }).docnos]).toEqual([1, 2]);
  expect(parts).toEqual(before);
});

test.each<[FusionOptions, string]>([
  [{ denseWeight: 1.5 }, 'denseWeight'],
  [{ rankConstant: -1 }, 'rankConstant'],
  [{ method: 'sum' as never }, 'method'],
  [{ weight: 0.5 } as never, 'weight'],
])('refuses %j', (options, name) => {
  expect(() => fuse(parts, 10, options)).toThrow(
    expect.objectContaining({ code: 'invalid-config', message: expect.stringContaining(name) }),
  );
});
