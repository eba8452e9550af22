import { type Arm, type Experiment, type ExperimentRun, openResults, runExperiment } from '../experiment/experiment.ts';
import type { AblationOptions } from '../experiment/options.ts';
import type { ArmResult } from '../experiment/results.ts';
import { type ArmName, arms, baselineOf } from './arms.ts';
import { sourceOf, writeLabelFiles } from './label-files.ts';

export interface AblationInput {
  /** Training rows. */
  rows: string;
  /** Candidate rows to measure on, or the name of a benchmark. */
  test: string;
  /** Preference records, for the arms of probed labels. */
  preferences?: string | undefined;
  /** Where results, labels and models go. */
  out: string;
}

/** The arms of these names as an experiment. */
export function ablation(
  { rows, test, preferences, out }: AblationInput,
  names: readonly ArmName[],
  { limit, negatives }: AblationOptions,
): Experiment {
  return {
    arms: new Map(
      names.map((name) => {
        const { description, labels, objective } = arms[name];
        const baseline = baselineOf(name);
        const arm: Arm = { description, objective, sources: [sourceOf(out, labels, negatives)], ...(baseline && { baseline }) };
        return [name, arm];
      }),
    ),
    test,
    out,
    config: { rows, test, preferences: preferences ?? null, limit },
  };
}

/**
 * Writes the training files of all labels, then trains and measures what is missing.
 * @throws AccordError as {@link writeLabelFiles} and {@link runExperiment}
 */
export async function runAblation(
  input: AblationInput,
  names: readonly ArmName[],
  options: AblationOptions,
  run: ExperimentRun = {},
): Promise<ArmResult[]> {
  const { limit, ...shared } = options;
  const experiment = ablation(input, names, options);
  await openResults(experiment, shared, run.reader);
  await writeLabelFiles(input.out, { ...input, limit }, run);
  return runExperiment(experiment, shared, run);
}
