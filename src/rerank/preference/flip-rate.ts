import type { PreferenceRecord, ProbeOutcome } from './record.ts';
import { wilsonInterval } from './wilson-interval.ts';

export interface FlipRate {
  /** ε, in [0, ½]. */
  rate: number;
  /** 95 %. */
  interval: { lower: number; upper: number };
  /** Records whose repetitions give at least two labels. */
  records: number;
  /** Share of pairs of repetitions that disagree. */
  disagreement: number;
}

/**
 * How often a single probe gives the wrong label, from records that were probed repeatedly; null where none was. Two readings of a label that are
 * each flipped with chance ε, independently, disagree with chance D = 2ε(1 − ε), so ε = (1 − √(1 − 2D)) / 2. The interval is Wilson's of D over
 * records.
 *
 * @param label what a repetition says, 0 or 1; undefined where it says neither
 */
export function flipRate(records: Iterable<PreferenceRecord>, label: (outcome: ProbeOutcome) => 0 | 1 | undefined): FlipRate | null {
  const shares: number[] = [];
  for (const record of records) {
    if (record.signal !== 'probe') continue;
    const labels = record.outcomes.flatMap((outcome) => label(outcome) ?? []);
    if (labels.length < 2) continue;
    const ones = labels.filter((value) => value === 1).length;
    const pairs = (labels.length * (labels.length - 1)) / 2;
    shares.push((ones * (labels.length - ones)) / pairs);
  }
  if (shares.length === 0) return null;
  const disagreement = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const { lower, upper } = wilsonInterval(disagreement, shares.length);
  return {
    rate: rateOf(disagreement),
    interval: { lower: rateOf(lower), upper: rateOf(upper) },
    records: shares.length,
    disagreement,
  };
}

function rateOf(disagreement: number): number {
  // More than half of the pairs disagree where labels depend on what varies, not on chance: no better than a coin.
  return (1 - Math.sqrt(Math.max(0, 1 - 2 * disagreement))) / 2;
}
