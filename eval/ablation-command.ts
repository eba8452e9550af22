import { Command, InvalidArgumentError, Option } from 'commander';
import { llmKeys } from '../src/cli/config/llm-options.ts';
import { configOf, configOptions } from '../src/cli/config/options.ts';
import { examples } from '../src/cli/examples.ts';
import { openLlm } from '../src/cli/open-llm.ts';
import { print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { signalOf } from '../src/cli/run-program.ts';
import { schemaOptions, schemaValues } from '../src/cli/schema-options.ts';
import { AccordError } from '../src/errors.ts';
import type { Reader } from '../src/reader/reader.ts';
import { type ArmName, armNames, arms } from './ablation/arms.ts';
import { AblationOptions } from './experiment/options.ts';

interface AblationFlags {
  test: string;
  out: string;
  preferences?: string;
  arms?: ArmName[];
  read?: boolean;
  plan?: boolean;
  json?: boolean;
}

/** The command `rag-eval ablation`: what the reranker's objectives and labels are worth. */
export function ablationCommand(): Command {
  const command = new Command('ablation')
    .description(
      `Trains a reranker by each objective on the same questions and passages, with several seeds, and compares them on the same test questions. With preference
records it also compares probed labels with annotated ones of the same passages. Every finished training is kept: the same command goes on, and later
runs may add arms and seeds.`,
    )
    .argument('<rows>', 'training rows, as "rag mine" writes them')
    .requiredOption('--test <file>', 'test questions with the candidates of a first stage, or a benchmark whose questions are asked: nq')
    .requiredOption('--out <dir>', 'where results, models and the training files of each kind of labels go')
    .option('--preferences <file>', 'preference records of questions of ROWS')
    .addOption(
      new Option('--arms <names>', `of ${armNames.join('; ')}, separated by semicolons; default: all that have labels`).argParser(
        parseArms,
      ),
    )
    .option('--read', 'let a reader answer from the first passages: the language model (--llm), else the shipped model')
    .option('--plan', 'list the trainings, done or not, and stop');
  schemaOptions(command, AblationOptions).option('--json', 'print only JSON: one object an arm, seed and question value');
  configOptions(command, llmKeys);
  command.action(async (rows: string, flags: AblationFlags) => {
    const { ablation, runAblation } = await import('./ablation/run-ablation.ts');
    const { noteResult, printPlan } = await import('./experiment/command-output.ts');
    const { experimentTable } = await import('./experiment/experiment-table.ts');
    const options = schemaValues(command, AblationOptions);
    const { test, out, preferences, arms: named } = flags;
    const names = named ?? armNames.filter((name) => preferences !== undefined || !arms[name].labels.startsWith('probed'));
    const unlabelled = names.find((name) => preferences === undefined && arms[name].labels.startsWith('probed'));
    if (unlabelled) {
      throw new AccordError(
        'invalid-config',
        `The arm "${unlabelled}" needs preference records.`,
        'Give them with --preferences, or leave the arm out.',
      );
    }
    const reader = flags.read ? await openReader(command) : undefined;
    const input = { rows, test, out, preferences };
    if (flags.plan) {
      const { limit: _, ...shared } = options;
      return printPlan(ablation(input, names, options), shared, reader);
    }
    const onProgress = progressLine();
    const run = { reader, signal: signalOf(command), onProgress, onResult: noteResult };
    const results = await runAblation(input, names, options, run).finally(() => onProgress.end());
    if (flags.json) printJson(results);
    else print(experimentTable(results, ablation(input, armNames, options).arms));
  });
  return examples(command, [
    ['rag-eval ablation rows.jsonl --test heldout.jsonl --out ablation --limit 100 --seeds 1 --arms "stock; listwise"', 'a quick look'],
    ['rag-eval ablation rows.jsonl --test heldout.jsonl --out ablation --plan', 'what there is to do, and what is done'],
    [
      'rag-eval ablation rows.jsonl --test nq --preferences probed.jsonl --arms "gold labels; probed labels" --read --out labels',
      'annotated labels against probed ones of the same passages, judged by the reader',
    ],
  ]);
}

async function openReader(command: Command): Promise<Reader> {
  const config = configOf(command);
  if (config.llm !== undefined) {
    const { chatReader } = await import('../src/reader/chat/chat-reader.ts');
    return chatReader({ model: await openLlm(config) });
  }
  const { extractiveReader } = await import('../src/reader/extractive-reader.ts');
  const { shippedModel } = await import('../src/rerank/shipped-model.ts');
  const model = shippedModel();
  if (model === undefined) {
    throw new AccordError('model-missing', 'A reader needs a model, and the package has none.', 'Name a language model with --llm.');
  }
  return extractiveReader({ model });
}

function parseArms(text: string): ArmName[] {
  return text.split(';').map((part) => {
    const name = armNames.find((known) => known === part.trim());
    if (name === undefined) throw new InvalidArgumentError(`There is no arm "${part.trim()}".`);
    return name;
  });
}
