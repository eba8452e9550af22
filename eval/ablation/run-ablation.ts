import { rm } from 'node:fs/promises';
import type { LongRunning } from '../../src/progress.ts';
import type { Reader } from '../../src/reader/reader.ts';
import { CandidateRow } from '../../src/rerank/train/candidate-rows.ts';
import { RankingTrainingOptions } from '../../src/rerank/train/ranking-options.ts';
import { readRowsAs } from '../../src/rerank/train/read-rows.ts';
import { trainRankingModel } from '../../src/rerank/train/train-ranking-model.ts';
import { sample } from '../statistics/sample.ts';
import { type ArmName, arms } from './arms.ts';
import { sourceOf, writeLabelFiles } from './label-files.ts';
import { measureModel } from './measure-model.ts';
import type { AblationOptions } from './options.ts';
import { AblationResults, type ArmResult } from './results.ts';

export interface AblationInput {
  /** Training rows. */
  rows: string;
  /** Candidate rows to measure on. */
  test: string;
  /** Preference records, for the arms of probed labels. */
  preferences?: string | undefined;
  /** Where results, labels and models go. */
  out: string;
}

export interface AblationRun extends LongRunning {
  reader?: Reader | undefined;
  onResult?: ((result: ArmResult) => void) | undefined;
}

/** A training of the plan. */
export interface Planned {
  arm: ArmName;
  seed: number;
  done: boolean;
}

/** Trainings in the order in which they run: all arms of a seed before the next seed, so that an unfinished plan compares like with like. */
export function plan(names: readonly ArmName[], seeds: number, results: AblationResults): Planned[] {
  return Array.from({ length: seeds }, (_, i) => names.map((arm) => ({ arm, seed: i + 1, done: results.has(arm, i + 1) }))).flat();
}

/** Opens the results of a plan; those of further seeds and arms belong to the same one. */
export function openAblation(input: AblationInput, options: AblationOptions, reader?: Reader): Promise<AblationResults> {
  const { seeds: _, ...settings } = options;
  const { rows, test, preferences, out } = input;
  return AblationResults.open(out, { rows, test, preferences: preferences ?? null, reader: reader?.id ?? null, ...settings });
}

/**
 * Trains and measures what the plan still lacks. An interrupted training goes on from its checkpoint.
 * @throws AccordError as {@link trainRankingModel}, {@link writeLabelFiles} and {@link AblationResults.open}
 */
export async function runAblation(
  input: AblationInput,
  names: readonly ArmName[],
  options: AblationOptions,
  { reader, onResult, ...running }: AblationRun = {},
): Promise<ArmResult[]> {
  const results = await openAblation(input, options, reader);
  const { limit, seeds, depth, testLimit, readLimit, negatives, ...training } = options;
  await writeLabelFiles(input.out, { ...input, limit, negatives }, running);
  const test: CandidateRow[] = [];
  for await (const row of readRowsAs(CandidateRow, input.test, { signal: running.signal })) test.push(row);
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

  if (!results.has('first stage', 0)) {
    const { values, measuring } = await measure(undefined);
    await keep({ arm: 'first stage', seed: 0, values, seconds: { training: 0, measuring }, steps: 0 });
  }
  for (const { arm, seed, done } of plan(names, seeds, results)) {
    if (done) continue;
    const { labels, objective } = arms[arm];
    const output = results.modelOf(arm, seed);
    const directory = `${output}.training`;
    const settings = RankingTrainingOptions.parse({
      ...training,
      ...objective,
      seed,
      positives: 2,
      sources: [sourceOf(input.out, labels, negatives)],
    });
    const started = performance.now();
    const { steps } = await trainRankingModel(settings, { ...running, directory, output });
    const seconds = (performance.now() - started) / 1000;
    const { values, measuring } = await measure(output);
    await keep({ arm, seed, values, seconds: { training: seconds, measuring }, steps });
    await rm(directory, { recursive: true });
  }
  return results.all();
}
