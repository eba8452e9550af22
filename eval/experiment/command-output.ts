import { note, print } from '../../src/cli/output.ts';
import type { Reader } from '../../src/reader/reader.ts';
import { type Experiment, openResults, plan } from './experiment.ts';
import { experimentTable } from './experiment-table.ts';
import type { ExperimentOptions } from './options.ts';
import type { ArmResult } from './results.ts';

/** Prints the trainings, done or not, and the table so far. */
export async function printPlan(experiment: Experiment, options: ExperimentOptions, reader?: Reader): Promise<void> {
  const results = await openResults(experiment, options, reader);
  for (const { arm, seed, done } of plan(experiment, options.seeds, results)) print(`${done ? 'done' : 'open'}  ${arm}, seed ${seed}`);
  if (results.all().length > 0) print(`\n${experimentTable(results.all(), experiment.arms)}`);
}

/** A line for each training that has ended. */
export function noteResult({ arm, seed, seconds, steps }: ArmResult): void {
  note(`${arm}, seed ${seed}: ${steps} steps in ${seconds.training.toFixed(0)} s, measured in ${seconds.measuring.toFixed(0)} s`);
}
