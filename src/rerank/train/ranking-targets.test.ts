import { describe, expect, test } from 'vitest';
import type { Example } from './collate.ts';
import { RankingObjective } from './ranking-options.ts';
import { rankingFeeds } from './ranking-targets.ts';

const example = (...degrees: number[]): Example => ({
  id: 'q',
  lengths: degrees.map(() => 4),
  candidates: degrees.map((degree) => ({
    ids: Int32Array.of(1, 5, 2, 2),
    passageStart: 3,
    textStart: 3,
    spans: [],
    degree,
    positive: degree >= 0.1,
  })),
});
const feeds = (examples: Example[], options: Partial<RankingObjective>, scale = 1) =>
  rankingFeeds(examples, RankingObjective.parse(options), scale);
const rounded = ({ data }: { data: ArrayLike<number | bigint> }) => Array.from(data, (value) => Math.round(Number(value) * 1e4) / 1e4 + 0);
/** The entries of a square matrix that are not 0, by row and column. */
const entries = (feed: { shape: readonly number[]; data: ArrayLike<number | bigint> }) =>
  Object.fromEntries(
    rounded(feed).flatMap((value, at) => (value === 0 ? [] : [[`${Math.floor(at / feed.shape[1]!)},${at % feed.shape[1]!}`, value]])),
  );

describe('point-wise', () => {
  test('the mean over a question’s passages', () => {
    const { 'point.label': label, 'point.weight': weight } = feeds(
      [example(1, 0, -1, 0), example(0.5, 0)],
      { objective: 'pointwise' },
      0.5,
    );
    expect(rounded(label!)).toEqual([1, 0, 0, 0, 1, 0]);
    expect(rounded(weight!)).toEqual([0.125, 0.125, 0.125, 0.125, 0.25, 0.25]);
  });

  test('labels corrected for a flip rate: (y − ε) / (1 − 2ε), or pulled in by ε', () => {
    const label = (options: Partial<RankingObjective>) =>
      rounded(feeds([example(1, 0)], { objective: 'pointwise', flipRate: 0.1, ...options })['point.label']!);
    expect(label({})).toEqual([1.125, -0.125]);
    expect(label({ flipCorrection: 'smoothed' })).toEqual([0.9, 0.1]);
  });
});

describe('pair-wise', () => {
  test('all pairs of a list of any length, their margins by the difference of degrees', () => {
    const { 'pair.margin': margin, 'pair.weight': weight } = feeds(
      [example(0.6, -1, 0.6, 0.05, 0)],
      { objective: 'pairwise', margin: 2 },
      0.5,
    );
    // 0.6 and 0.6, and 0.05 and 0, are no order: of ten pairs eight are left.
    const each = 0.0625;
    expect(entries(weight!)).toEqual({
      '0,1': each,
      '0,3': each,
      '0,4': each,
      '2,1': each,
      '2,3': each,
      '2,4': each,
      '3,1': each,
      '4,1': each,
    });
    expect(entries(margin!)).toMatchObject({ '0,1': 2, '0,3': 1.1, '2,4': 1.2, '3,1': 2 });
  });

  test('a flip rate counts each pair the other way round too', () => {
    const weight = (options: Partial<RankingObjective>) =>
      entries(feeds([example(1, 0)], { objective: 'pairwise', flipRate: 0.1, ...options })['pair.weight']!);
    expect(weight({})).toEqual({ '0,1': 1.125, '1,0': -0.125 });
    expect(weight({ flipCorrection: 'smoothed' })).toEqual({ '0,1': 0.9, '1,0': 0.1 });
  });

  test('passages that are all alike teach nothing', () => {
    expect(entries(feeds([example(0, 0, 0)], { objective: 'pairwise' })['pair.weight']!)).toEqual({});
  });
});

describe('contrastive', () => {
  test('anchors are all that have another of their class; rivals are of the same question', () => {
    const { 'contrast.rivals': rivals, 'contrast.weight': weight } = feeds([example(1, 0, 0, 0), example(1, 1, 0)], {
      objective: 'contrastive',
    });
    // The lone positive of the first and the lone negative of the second have no partner.
    expect(entries(weight!)).toEqual({
      ...Object.fromEntries(['1,2', '1,3', '2,1', '2,3', '3,1', '3,2'].map((pair) => [pair, 0.1667])),
      '4,5': 0.5,
      '5,4': 0.5,
    });
    const open = rounded(rivals!).flatMap((value, at) => (value === 0 ? [`${Math.floor(at / 7)},${at % 7}`] : []));
    expect(open).toHaveLength(12 + 6);
    expect(open).not.toContain('3,4');
    expect(open).not.toContain('2,2');
  });

  test('one class alone teaches nothing', () => {
    expect(entries(feeds([example(0, 0, 0)], { objective: 'contrastive' })['contrast.weight']!)).toEqual({});
  });
});

test('joint has the inputs of its three tasks', () => {
  const names = Object.keys(feeds([example(1, 0)], { objective: 'joint' })).filter((name) => name.includes('.'));
  expect(names.sort()).toEqual(['contrast.rivals', 'contrast.weight', 'pair.margin', 'pair.weight', 'point.label', 'point.weight']);
});
