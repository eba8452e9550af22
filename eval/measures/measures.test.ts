import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRanking } from './judge-ranking.ts';
import { parseMeasure } from './parse-measure.ts';
import type { JudgedRanking } from './ranking-measure.ts';
import { rankingMeasures } from './registry.ts';
import { trecOrder } from './trec-order.ts';

interface TrecQuery {
  qrels: Record<string, number>;
  run: Record<string, number>;
  expected: Record<string, number>;
}
const fixture = new URL('../../test/oracles/trec/fixtures/measures.json', import.meta.url);
const { queries } = JSON.parse(readFileSync(fixture, 'utf8')) as { queries: Record<string, TrecQuery> };

describe('equal to trec_eval, ties, unjudged and missing passages included', () => {
  for (const [name, { qrels, run, expected }] of Object.entries(queries)) {
    it(name, () => {
      const order = trecOrder(Object.entries(run).map(([id, score]) => ({ id, score })));
      const judged: JudgedRanking = {
        gains: order.map((id) => qrels[id] ?? 0),
        relevant: Object.values(qrels).filter((relevance) => relevance > 0),
      };
      const values = Object.fromEntries(Object.keys(expected).map((measure) => [measure, parseMeasure(measure).compute(judged)]));
      for (const [measure, value] of Object.entries(expected)) expect(values[measure], measure).toBeCloseTo(value, 12);
    });
  }
});

describe('properties', () => {
  const judged = fc
    .tuple(fc.array(fc.nat(3), { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }))
    .map(([gains, missed]): JudgedRanking => ({ gains, relevant: [...gains.filter((gain) => gain > 0), ...missed] }));
  const cutoff = fc.integer({ min: 1, max: 50 });

  it('lie in [0, 1]', () => {
    fc.assert(
      fc.property(judged, cutoff, fc.constantFrom(...rankingMeasures), (ranking, k, measure) => {
        const value = measure.compute(ranking, k);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('are 1 for a perfect ranking of at least k relevant passages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(...rankingMeasures),
        (gains, measure) => {
          const perfect = gains.toSorted((a, b) => b - a);
          expect(measure.compute({ gains: perfect, relevant: gains }, gains.length)).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('are 0 without results', () => {
    for (const measure of rankingMeasures) expect(measure.compute({ gains: [], relevant: [1] }, 10)).toBe(0);
  });

  it('never fall when the relevant passage moves up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), cutoff, fc.constantFrom(...rankingMeasures), (rank, k, measure) => {
        const at = (place: number) => ({ gains: Array.from({ length: 40 }, (_, index) => (index === place ? 1 : 0)), relevant: [1] });
        expect(measure.compute(at(rank - 1), k)).toBeGreaterThanOrEqual(measure.compute(at(rank), k));
      }),
    );
  });
});

describe('judgeRanking', () => {
  it('counts near duplicates of one passage as one right thing', () => {
    const judged = judgeRanking(['copy', 'x', 'gold', 'other'], [['gold', 'copy'], ['other']]);
    expect(judged).toEqual({ gains: [1, 0, 0, 1], relevant: [1, 1] });
    expect(parseMeasure('R@1').compute(judged)).toBe(0.5);
    expect(parseMeasure('R@4').compute(judged)).toBe(1);
    expect(parseMeasure('nDCG@10').compute(judged)).toBeCloseTo((1 + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3)), 12);
  });
});

describe('parseMeasure', () => {
  it.each(['R@1', 'RR', 'RR@10', 'nDCG@10', 'AP', 'AnswerIn@20'])('gives %s back', (text) => {
    expect(String(parseMeasure(text))).toBe(text);
  });

  it.each(['ndcg@10', '', 'R', 'R@0', 'R@', 'R@1.5', 'R@-1', 'RR@x', 'R@1@2', 'Annotated R@1'])('refuses "%s"', (text) => {
    expect(() => parseMeasure(text)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(`"${text}"`) }),
    );
  });
});
