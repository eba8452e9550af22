import { rm } from 'node:fs/promises';
import type { LongRunning } from '../../src/progress.ts';
import type { Reader } from '../../src/reader/reader.ts';
import { type RankingObjective, RankingTrainingOptions } from '../../src/rerank/train/ranking-options.ts';
import type { TrainingSource } from '../../src/rerank/train/reading-options.ts';
import { trainRankingModel } from '../../src/rerank/train/train-ranking-model.ts';
import { sample } from '../statistics/sample.ts';
import { measureModel } from './measure-model.ts';
import type { ExperimentOptions } from './options.ts';
import { type ArmResult, ExperimentResults, firstStage } from './results.ts';
import { testRows } from './test-rows.ts';

/** A way to train a reranker, repeated with several seeds. */
export interface Arm {
  description: string;
  sources: readonly TrainingSource[];
  objective: Partial<RankingObjective>;
  /** The arm that it is compared with; that one has none. */
  baseline?: string;
}

/** Trainings that differ in their arms alone, measured on the same test questions. */
export interface Experiment {
  /** By name, in the order in which they run and are shown. */
  arms: ReadonlyMap<string, Arm>;
  /** A file of candidate rows, or the name of a benchmark. */
  test: string;
  /** Where results and models go. */
  out: string;
  /** What results depend on beside the options: those of another one are not mixed with them. */
  config: Record<string, unknown>;
}

export interface ExperimentRun extends LongRunning {
  reader?: Reader | undefined;
  onResult?: ((result: ArmResult) => void) | undefined;
}

/** A training of the plan. */
export interface Planned {
  arm: string;
  seed: number;
  done: boolean;
}

/** Trainings in the order in which they run: all arms of a seed before the next seed, so that an unfinished plan compares like with like. */
export function plan({ arms }: Pick<Experiment, 'arms'>, seeds: number, results: ExperimentResults): Planned[] {
  return Array.from({ length: seeds }, (_, i) =>
    [...arms.keys()].map((arm) => ({ arm, seed: i + 1, done: results.has(arm, i + 1) })),
  ).flat();
}

/** Opens the results of an experiment; those of further seeds and arms belong to the same one. */
export function openResults({ out, config }: Experiment, options: ExperimentOptions, reader?: Reader): Promise<ExperimentResults> {
  const { seeds: _, ...settings } = options;
  return ExperimentResults.open(out, { ...config, reader: reader?.id ?? null, ...settings });
}

/**
 * Trains and measures what the plan still lacks. An interrupted training goes on from its checkpoint.
 * @throws AccordError as {@link trainRankingModel}, {@link testRows} and {@link ExperimentResults.open}
 */
export async function runExperiment(
  experiment: Experiment,
  options: ExperimentOptions,
  { reader, onResult, ...running }: ExperimentRun = {},
): Promise<ArmResult[]> {
  const results = await openResults(experiment, options, reader);
  const { seeds, depth, testLimit, readLimit, negatives: _, ...training } = options;
  const test = await testRows(experiment.test, experiment.out, depth, running);
  const questions = testLimit === undefined ? test : sample(test, testLimit, 1);
  const measure = async (model: string | undefined) => {
    const started = performance.now();
    const values = await measureModel(model, questions, { depth, reader, readLimit, ...running });
    return { values, measuring: (performance.now() - started) / 1000 };
  };
  const keep = async (result: ArmResult): Promise<void> => {
    await results.write(result);
    onResult?.(result);
  };

  if (!results.has(firstStage, 0)) {
    const { values, measuring } = await measure(undefined);
    await keep({ arm: firstStage, seed: 0, values, seconds: { training: 0, measuring }, steps: 0 });
  }
  for (const { arm, seed, done } of plan(experiment, seeds, results)) {
    if (done) continue;
    const { sources, objective } = experiment.arms.get(arm)!;
    const output = results.modelOf(arm, seed);
    const directory = `${output}.training`;
    const settings = RankingTrainingOptions.parse({ ...training, ...objective, seed, positives: 2, sources });
    const started = performance.now();
    const { steps } = await trainRankingModel(settings, { ...running, directory, output });
    const seconds = (performance.now() - started) / 1000;
    const { values, measuring } = await measure(output);
    await keep({ arm, seed, values, seconds: { training: seconds, measuring }, steps });
    await rm(directory, { recursive: true });
  }
  return results.all();
}
