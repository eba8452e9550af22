import { describe, expect, test } from 'vitest';
import { probeRecord, userRecord } from '../../../test/preference-records.ts';
import { categoryOfOutcome } from './category.ts';
import { flipRate } from './flip-rate.ts';
import { summarize } from './summary.ts';
import { wilsonInterval } from './wilson-interval.ts';

const right = '1969';
const wrong = '1970';

test('Wilson’s interval', () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3.
  const { lower, upper } = wilsonInterval(15 / 148, 148);
  expect(lower).toBeCloseTo(0.0624, 4);
  expect(upper).toBeCloseTo(0.1605, 4);
  expect(wilsonInterval(0, 0)).toEqual({ lower: 0, upper: 1 });
});

describe('flip rate', () => {
  const label = (outcome: Parameters<typeof categoryOfOutcome>[0]) => (categoryOfOutcome(outcome) === 'aligned' ? 1 : 0) as 0 | 1;

  test('of labels flipped by a known chance is that chance', () => {
    // Of every 10 labels one is wrong, evenly spread over the pairs: 81 pairs of right ones, 9 and 9 mixed, 1 of wrong ones.
    const pairs = Array.from({ length: 100 }, (_, i) => [i % 10 === 0, i < 10]);
    const records = pairs.map((flipped, i) =>
      probeRecord({ question: `q${i}`, outcomes: flipped.map((flip) => [wrong, flip ? wrong : right] as [string, string]) }),
    );
    const { rate, interval, disagreement, records: count } = flipRate(records, label)!;
    expect({ disagreement, count }).toEqual({ disagreement: 0.18, count: 100 });
    expect(rate).toBeCloseTo(0.1, 10);
    expect(interval.lower).toBeLessThan(rate);
    expect(interval.upper).toBeGreaterThan(rate);
  });

  test('three repetitions have three pairs; what has no label counts for nothing', () => {
    const outcomes: [string, string][] = [
      [wrong, right],
      [wrong, wrong],
      [wrong, right],
    ];
    expect(flipRate([probeRecord({ outcomes })], label)!.disagreement).toBeCloseTo(2 / 3);
    expect(flipRate([probeRecord({ outcomes })], () => undefined)).toBeNull();
    expect(flipRate([probeRecord({ outcomes: [[wrong, right]] }), userRecord(true)], label)).toBeNull();
  });
});

test('a summary counts by rank, unit and signal', async () => {
  const at = (rank: number, question: string, before: string, after: string) => {
    const record = probeRecord({ question, passage: `${question}-${rank}`, outcomes: [[before, after]] });
    return { ...record, passage: { ...record.passage, rank } };
  };
  const summary = await summarize([
    at(1, 'q1', wrong, right),
    at(1, 'q2', right, wrong),
    at(25, 'q1', wrong, wrong),
    at(25, 'q2', right, right),
    userRecord(true),
    userRecord(false),
  ]);
  expect(summary).toMatchObject({
    records: 6,
    questions: 2,
    signals: { probe: 4, user: 2 },
    readers: { scripted: 6 },
    contradictory: 1,
    flips: { answer: null, aligned: null, alignedOrUnaligned: null },
  });
  const shares = summary.ranks.map(({ rank, records, categories, right: correct }) => [
    rank,
    records,
    ...Object.values(categories).map(({ share }) => share),
    correct.count,
  ]);
  expect(shares).toEqual([
    [1, 2, 0.5, 0.5, 0, 0, 1],
    [25, 2, 0, 0, 0.5, 0.5, 1],
  ]);
  expect(
    summary.degrees.map(({ unit, bins }) => [unit, bins[0]!.count, bins.at(-1)!.count, bins.reduce((sum, { count }) => sum + count, 0)]),
  ).toEqual([
    ['answer', 1, 1, 4],
    ['verdict', 1, 1, 2],
  ]);
  expect(summary.examples.aligned).toMatchObject({ question: { id: 'q1' }, passage: { rank: 1 } });
});
