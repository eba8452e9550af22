/**
 * How much do more training questions help a reranker? Trains on 100, 300, 1,000, 3,000 and all questions, for as many steps each, and measures R@1 and
 * RR@10 on test questions.
 *
 * usage: RAG_DATA_DIR=… tsx eval/learning-curve.ts ROWS --test nq --out DIR    (--help lists the options)
 */
import { Command, InvalidArgumentError, Option } from 'commander';
import { print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { runProgram, signalOf } from '../src/cli/run-program.ts';
import { schemaOptions, schemaValues } from '../src/cli/schema-options.ts';
import { noteResult, printPlan } from './experiment/command-output.ts';
import { runExperiment } from './experiment/experiment.ts';
import { experimentTable } from './experiment/experiment-table.ts';
import { learningCurve } from './experiment/learning-curve.ts';
import { ExperimentOptions } from './experiment/options.ts';

interface Flags {
  test: string;
  out: string;
  sizes: number[];
  plan?: boolean;
  json?: boolean;
}

const command = new Command('learning-curve')
  .description(
    `Trains a reranker on more and more of the same questions, with several seeds, and compares each with the one of all questions. Every arm takes the steps of
--epochs epochs over all questions. Finished trainings are kept: the same command goes on, and later runs may add seeds.`,
  )
  .argument('<rows>', 'training rows, as "rag mine" writes them')
  .requiredOption('--test <file>', 'test questions with the candidates of a first stage, or a benchmark: nq')
  .requiredOption('--out <dir>', 'where results, models and the drawn questions go')
  .addOption(
    new Option('--sizes <numbers>', 'questions to train on, beside all, separated by commas')
      .argParser(parseSizes)
      .default([100, 300, 1000, 3000], '100,300,1000,3000'),
  )
  .option('--plan', 'list the trainings, done or not, and stop');
schemaOptions(command, ExperimentOptions.omit({ readLimit: true })).option('--json', 'print only JSON: one object a size and seed');
command.action(async (rows: string, { test, out, sizes, plan, json }: Flags) => {
  const options = ExperimentOptions.parse(schemaValues(command, ExperimentOptions.omit({ readLimit: true })));
  const signal = signalOf(command);
  const experiment = await learningCurve({ rows, test, out, sizes, negatives: options.negatives }, { signal });
  if (plan) return printPlan(experiment, options);
  const onProgress = progressLine();
  const run = { signal, onProgress, onResult: noteResult };
  const results = await runExperiment(experiment, options, run).finally(() => onProgress.end());
  if (json) printJson(results);
  else print(experimentTable(results, experiment.arms));
});
await runProgram(command);

function parseSizes(text: string): number[] {
  return text.split(',').map((part) => {
    if (/^[1-9]\d*$/.test(part.trim())) return Number(part);
    throw new InvalidArgumentError(`"${part}" is no number of questions.`);
  });
}
