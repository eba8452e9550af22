import { bootstrapInterval, type Interval } from '../statistics/bootstrap-interval.ts';
import { holm } from '../statistics/holm.ts';
import { mean } from '../statistics/mean.ts';
import { minimumDetectableDifference } from '../statistics/minimum-detectable-difference.ts';
import { pairedRandomization } from '../statistics/paired-randomization.ts';
import type { Experiment } from './experiment.ts';
import { type ArmResult, firstStage } from './results.ts';

export interface ArmComparison {
  arm: string;
  seeds: number;
  /** Of a training. */
  steps: number;
  /** Over seeds and questions. */
  mean: number;
  /** 95 % over questions, of the means over seeds. */
  interval: Interval;
  /** Standard deviation of the means of single seeds; null for one. */
  seedDeviation: number | null;
  /** Against the arm's baseline where both have results: on the same questions, means over seeds. */
  against: { arm: string; difference: number; pValue: number; minimumDetectable: number | null } | null;
  /** Minutes of a training with its measurement. */
  minutes: number;
}

const seed = 1;

/**
 * The arms by one measure. p-values are of the paired randomisation test, adjusted by Holm over the arms of the same baseline; they speak of the questions,
 * not of seeds.
 */
export function compareArms(results: readonly ArmResult[], measure: string, arms: Experiment['arms']): ArmComparison[] {
  const names = [firstStage, ...arms.keys()].filter((name) => results.some(({ arm }) => arm === name));
  const rows = names.flatMap((arm) => {
    const own = results.filter((result) => result.arm === arm);
    const perSeed = own.map(({ values }) => values.flatMap((value) => value[measure] ?? []));
    if (perSeed[0]!.length === 0) return [];
    return [{ arm, own, perSeed, questions: perSeed[0]!.map((_, i) => mean(perSeed.map((values) => values[i]!))) }];
  });
  const compared = rows.map(({ arm, own, perSeed, questions }) => {
    const baseline = rows.find((row) => row.arm === arms.get(arm)?.baseline);
    const differences = baseline && questions.map((value, i) => value - baseline.questions[i]!);
    return {
      arm,
      seeds: own.length,
      steps: own[0]!.steps,
      mean: mean(questions),
      interval: bootstrapInterval(questions, { seed }),
      seedDeviation: own.length > 1 ? deviation(perSeed.map(mean)) : null,
      against:
        baseline && differences
          ? {
              arm: baseline.arm,
              difference: mean(differences),
              pValue: pairedRandomization(questions, baseline.questions, { seed }),
              minimumDetectable: minimumDetectableDifference(differences),
            }
          : null,
      minutes: mean(own.map(({ seconds }) => (seconds.training + seconds.measuring) / 60)),
    };
  });
  for (const baseline of new Set(compared.flatMap(({ against }) => against?.arm ?? []))) {
    const family = compared.flatMap(({ against }) => (against?.arm === baseline ? [against] : []));
    for (const [i, p] of holm(family.map(({ pValue }) => pValue)).entries()) family[i]!.pValue = p;
  }
  return compared;
}

function deviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1));
}
