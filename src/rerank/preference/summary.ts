import { groupBy } from '../../conflict/group-by.ts';
import { type ModelUsage, sumUsage } from '../../reader/model-usage.ts';
import { type Category, categories, categoryOf, categoryOfOutcome, isCorrect } from './category.ts';
import { type FlipRate, flipRate } from './flip-rate.ts';
import { isContradictory } from './preference-rows.ts';
import type { DegreeUnit, PreferenceRecord, ProbeRecord } from './record.ts';
import { wilsonInterval } from './wilson-interval.ts';

export interface Share {
  count: number;
  share: number;
  /** 95 %, as if each question was drawn by itself. */
  interval: { lower: number; upper: number };
}

interface RankSummary {
  rank: number;
  records: number;
  categories: Record<Category, Share>;
  /** Answers that are right with the passage. */
  right: Share;
}

export interface DegreeHistogram {
  unit: DegreeUnit;
  bins: { from: number; to: number; count: number }[];
}

export interface PreferenceSummary {
  records: number;
  questions: number;
  signals: Partial<Record<PreferenceRecord['signal'], number>>;
  /** Readers and judges, with how many records are theirs. */
  readers: Record<string, number>;
  /** Probes by place in the list. */
  ranks: RankSummary[];
  degrees: DegreeHistogram[];
  /** Passages that records of the same kind call both helpful and harmful. */
  contradictory: number;
  /** Of labels that repeated probes gave; null without repetitions. */
  flips: { answer: FlipRate | null; aligned: FlipRate | null; alignedOrUnaligned: FlipRate | null };
  /** What readers with a language model have cost; null without one. */
  usage: ModelUsage | null;
  /** The first record of each category. */
  examples: Partial<Record<Category, ProbeRecord>>;
}

/** Counts of preference records. */
export async function summarize(given: Iterable<PreferenceRecord> | AsyncIterable<PreferenceRecord>): Promise<PreferenceSummary> {
  const records: PreferenceRecord[] = [];
  // Texts are not needed, and are most of it.
  for await (const record of given) records.push({ ...record, passage: { ...record.passage, text: undefined } });
  const probes = records.filter((record): record is ProbeRecord => record.signal === 'probe');
  const examples: PreferenceSummary['examples'] = {};
  for (const record of probes) examples[categoryOf(record)!] ??= record;
  const ranks = [...groupBy(probes, ({ passage }) => passage.rank ?? 0)].sort(([a], [b]) => a - b);
  return {
    records: records.length,
    questions: new Set(records.map(({ question }) => question.id)).size,
    signals: counts(records, ({ signal }) => signal),
    readers: counts(records, (record) => ('reader' in record ? record.reader : '')),
    ranks: ranks.map(([rank, group]) => summarizeRank(rank, group)),
    degrees: [...groupBy(records, ({ degreeUnit }) => degreeUnit)].map(([unit, group]) => histogram(unit, group)),
    contradictory: [...groupBy(records, passageKeyOf).values()].filter(isContradictory).length,
    flips: {
      answer: flipRate(probes, ({ after }) => (isCorrect(after) ? 1 : 0)),
      aligned: flipRate(probes, (outcome) => (categoryOfOutcome(outcome) === 'aligned' ? 1 : 0)),
      alignedOrUnaligned: flipRate(probes, (outcome) => {
        const category = categoryOfOutcome(outcome);
        return category === 'aligned' ? 1 : category === 'unaligned' ? 0 : undefined;
      }),
    },
    usage: sumUsage(probes.map(({ usage }) => usage as ModelUsage | undefined)),
    examples,
  };
}

function passageKeyOf(record: PreferenceRecord): string {
  const { signal, question, passage } = record;
  return JSON.stringify([signal, 'reader' in record ? record.reader : '', question.id, passage.contentHash]);
}

function summarizeRank(rank: number, records: readonly ProbeRecord[]): RankSummary {
  const share = (count: number): Share => ({
    count,
    share: count / records.length,
    interval: wilsonInterval(count / records.length, records.length),
  });
  const found = counts(records, (record) => categoryOf(record)!);
  return {
    rank,
    records: records.length,
    categories: Object.fromEntries(categories.map((category) => [category, share(found[category] ?? 0)])) as RankSummary['categories'],
    right: share(records.filter(({ outcomes }) => isCorrect(outcomes[0]!.after)).length),
  };
}

/** Ten equal bins over what is possible, or, where nothing bounds degrees, over what there is. */
function histogram(unit: DegreeUnit, records: readonly PreferenceRecord[]): DegreeHistogram {
  const degrees = records.map(({ degree }) => degree);
  const reach = unit === 'nats-per-token' ? degrees.reduce((most, degree) => Math.max(most, Math.abs(degree)), Number.MIN_VALUE) : 1;
  const size = 10;
  const bins = Array.from({ length: size }, (_, i) => ({
    from: reach * ((2 * i) / size - 1),
    to: reach * ((2 * (i + 1)) / size - 1),
    count: 0,
  }));
  for (const degree of degrees) bins[Math.min(size - 1, Math.floor(((degree / reach + 1) * size) / 2))]!.count++;
  return { unit, bins };
}

function counts<T, Key extends string>(items: readonly T[], keyOf: (item: T) => Key): Record<Key, number> {
  return Object.fromEntries([...groupBy(items, keyOf)].map(([key, group]) => [key, group.length])) as Record<Key, number>;
}
