import type { Interval } from '../statistics/bootstrap-interval.ts';
import { clusterBootstrap } from '../statistics/cluster-bootstrap.ts';
import { holm } from '../statistics/holm.ts';
import { pairedRandomization } from '../statistics/paired-randomization.ts';
import type { SuiteMeasure, SystemResult } from './suite-measure.ts';

/** A mean or other figure of one system. */
export interface Figure {
  value: number | null;
  lower: number | null;
  upper: number | null;
  /** How many questions it is over. */
  questions: number;
}

/** Ours less another system's on the same questions. */
export interface Comparison {
  measure: string;
  system: string;
  difference: number;
  lower: number;
  upper: number;
  /** Paired randomisation, adjusted for the number of systems compared (Holm); null for figures that are no means. */
  p: number | null;
}

export interface ScoredRow {
  cluster: string;
  results: Readonly<Record<string, SystemResult>>;
}

/** A system's figures over the rows, with intervals over clusters. */
export function figures(
  rows: readonly ScoredRow[],
  system: string,
  measures: readonly SuiteMeasure[],
  seed: number,
): Record<string, Figure> {
  const clusters = clustersOf(rows, ({ results }) => results[system]!);
  const results = clusters.flat();
  return Object.fromEntries(
    measures.flatMap((measure) => {
      const value = measure.over(results);
      if (value === null) return [];
      const questions = results.filter((result) => measure.over([result]) !== null).length;
      const interval = measure.mean
        ? clusterBootstrap(sums(clusters, measure.name), ratio, { seed })
        : clusterBootstrap(clusters, (drawn) => measure.over(drawn), { seed });
      return [
        [measure.name, { value, lower: interval?.lower ?? null, upper: interval?.upper ?? null, questions: questions || results.length }],
      ];
    }),
  );
}

/** Differences of the first system from each other one, with paired intervals and tests. */
export function compareSystems(
  rows: readonly ScoredRow[],
  [ours, ...others]: readonly string[],
  measures: readonly SuiteMeasure[],
  seed: number,
): Comparison[] {
  return measures.flatMap((measure) => {
    const compared = others.flatMap((system): Comparison[] => {
      const pairs = clustersOf(rows, ({ results }) => [results[ours!]!, results[system]!] as const);
      const difference = (drawn: readonly Pair[]) => {
        const a = measure.over(drawn.map(([first]) => first));
        const b = measure.over(drawn.map(([, second]) => second));
        return a === null || b === null ? null : a - b;
      };
      const observed = difference(pairs.flat());
      const interval = observed === null ? null : resampled(pairs, difference, measure, seed);
      if (observed === null || interval === null) return [];
      return [{ measure: measure.name, system, difference: observed, ...interval, p: pairedP(pairs, measure.name, seed) }];
    });
    const tested = compared.filter(({ p }) => p !== null);
    const adjusted = holm(tested.map(({ p }) => p!));
    tested.forEach((comparison, i) => {
      comparison.p = adjusted[i]!;
    });
    return compared;
  });
}

type Pair = readonly [SystemResult, SystemResult];

/** Interval of a difference. */
function resampled(
  pairs: readonly (readonly Pair[])[],
  difference: (drawn: readonly Pair[]) => number | null,
  { mean, name }: SuiteMeasure,
  seed: number,
): Interval | null {
  if (!mean) return clusterBootstrap(pairs, difference, { seed });
  const of = (side: 0 | 1) =>
    sums(
      pairs.map((cluster) => cluster.map((pair) => pair[side])),
      name,
    ).map(([only]) => only!);
  const second = of(1);
  const both = of(0).map((first, i) => [[first, second[i]!] as const]);
  return clusterBootstrap(
    both,
    (drawn) => {
      const [a, b] = [ratio(drawn.map(([first]) => first)), ratio(drawn.map(([, other]) => other))];
      return a === null || b === null ? null : a - b;
    },
    { seed },
  );
}

interface Sum {
  total: number;
  count: number;
}

/** A measure's values, added up within each cluster. */
function sums(clusters: readonly (readonly SystemResult[])[], name: string): [Sum][] {
  return clusters.map((cluster) => {
    const values = cluster.flatMap((result) => result.values[name] ?? []);
    return [{ total: values.reduce((sum, value) => sum + value, 0), count: values.length }];
  });
}

function ratio(drawn: readonly Sum[]): number | null {
  let total = 0;
  let count = 0;
  for (const sum of drawn) {
    total += sum.total;
    count += sum.count;
  }
  return count === 0 ? null : total / count;
}

/** Over clusters' means, as questions of one cluster are no independent trials. */
function pairedP(pairs: readonly (readonly Pair[])[], name: string, seed: number): number | null {
  const a: number[] = [];
  const b: number[] = [];
  for (const cluster of pairs) {
    const both = cluster.flatMap(([first, second]) => {
      const [x, y] = [first.values[name], second.values[name]];
      return x === undefined || y === undefined ? [] : [[x, y] as const];
    });
    if (both.length === 0) continue;
    a.push(both.reduce((sum, [x]) => sum + x, 0));
    b.push(both.reduce((sum, [, y]) => sum + y, 0));
  }
  return a.length === 0 ? null : pairedRandomization(a, b, { seed });
}

function clustersOf<Result>(rows: readonly ScoredRow[], resultOf: (row: ScoredRow) => Result): Result[][] {
  const clusters = new Map<string, Result[]>();
  for (const row of rows) {
    const known = clusters.get(row.cluster);
    if (known) known.push(resultOf(row));
    else clusters.set(row.cluster, [resultOf(row)]);
  }
  return [...clusters.values()];
}
