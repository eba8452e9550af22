import type { ConflictMeasure } from '../measures/conflict/conflict-measure.ts';
import { harmonicMean } from '../measures/conflict/harmonic-mean.ts';
import { areaUnderRiskCoverage } from '../measures/conflict/risk-coverage.ts';
import { mean } from '../statistics/mean.ts';

/** What one system made of one question. */
export interface SystemResult {
  /** By measure; measures the question is not in the denominator of are absent. */
  values: Readonly<Record<string, number>>;
  /** For measures over all thresholds: abstentions count by what they lean to. Absent for questions that have no place in them. */
  selective?: { confidence: number; correct: number } | undefined;
}

/** A figure over questions, means included. */
export interface SuiteMeasure {
  name: string;
  /** Null where no question has a value. */
  over(results: readonly SystemResult[]): number | null;
  /** It is a mean of values, so that sums over clusters are all a resample needs. */
  mean?: boolean;
}

export function meanOf(name: string): SuiteMeasure {
  return {
    name,
    mean: true,
    over: (results) => {
      const values = results.flatMap(({ values }) => values[name] ?? []);
      return values.length === 0 ? null : mean(values);
    },
  };
}

export const meansOf = (measures: readonly ConflictMeasure[]): SuiteMeasure[] => measures.map(({ name }) => meanOf(name));

/** 2 R_Ad R_Ro / (R_Ad + R_Ro) of the means. */
export const harmonic: SuiteMeasure = {
  name: 'H',
  over: (results) => harmonicMean(meanOf('R_Ad').over(results), meanOf('R_Ro').over(results)),
};

export const aurc: SuiteMeasure = {
  name: 'AURC',
  over: (results) => {
    const answers = results.flatMap(({ selective }) => selective ?? []);
    return answers.length === 0 ? null : areaUnderRiskCoverage(answers);
  },
};
