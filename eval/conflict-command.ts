import { Command, InvalidArgumentError, Option } from 'commander';
import { llmKeys } from '../src/cli/config/llm-options.ts';
import { configOf, configOptions } from '../src/cli/config/options.ts';
import { examples } from '../src/cli/examples.ts';
import { print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { signalOf } from '../src/cli/run-program.ts';
import { openRowsFile } from './open-rows-file.ts';
import { suiteTable } from './suite-table.ts';
import { suites } from './suites/index.ts';
import { SuiteOptions } from './suites/suite.ts';
import { wholeNumber } from './whole-number.ts';

interface CommandOptions extends SuiteOptions {
  suite: string;
  out?: string;
  json?: boolean;
}

/** `rag-eval conflict`: one suite of knowledge conflicts under every system. */
export function conflictCommand(): Command {
  const { claims, claimsFrom, reader, readerModel, policy, dial, limit, seed } = SuiteOptions.shape;
  const command = new Command('conflict')
    .description(
      `Decides conflicting claims and compares with baselines on the same claims.\n\n${Object.values(suites)
        .map(({ name, description }) => `${name}: ${description}`)
        .join('\n')}`,
    )
    .addOption(new Option('--suite <name>', 'the benchmark').choices(Object.keys(suites)).makeOptionMandatory())
    .addOption(new Option('--claims <source>', claims.description!).choices(claims.unwrap().options).default(claims.parse(undefined)))
    .addOption(new Option('--reader <name>', reader.description!).choices(reader.unwrap().options))
    .option('--reader-model <directory>', readerModel.description!)
    .addOption(new Option('--claims-from <file>', claimsFrom.description!).conflicts(['claims', 'reader', 'readerModel']))
    .option('--policy <preset>', policy.description!)
    .option('--dial <share>', dial.description!, finite)
    .option('--limit <n>', limit.description!, wholeNumber(1))
    .option('--seed <n>', seed.description!, wholeNumber(0), seed.parse(undefined))
    .option('--out <file>', 'write a JSON line for each question: predictions and values by system')
    .option('--json', 'print only JSON: means and their 95 % intervals by system')
    .action(async ({ suite, out, json, ...options }: CommandOptions) => {
      const rowsFile = out === undefined ? null : await openRowsFile(out);
      try {
        const onProgress = progressLine();
        const config = configOf(command, llmKeys);
        const llm = config.llm === undefined ? undefined : config;
        const { rows, ...report } = await suites[suite]!.run({ ...options, llm, signal: signalOf(command), onProgress }).finally(() =>
          onProgress.end(),
        );
        for (const row of rows) await rowsFile?.write(row);
        if (json) printJson(report);
        else print(suiteTable(report));
      } finally {
        await rowsFile?.close();
      }
    });
  configOptions(command, llmKeys);
  return examples(command, [
    ['rag-eval conflict --suite boardgame', 'a table'],
    [
      'rag-eval conflict --suite counter-memory --llm openai:smollm2 --llm-base-url http://127.0.0.1:8080/v1 --limit 100',
      'what a model remembers wrongly',
    ],
    ['rag-eval conflict --suite boardgame --json --out rows.jsonl > report.json', 'for programs, with a row for each question'],
  ]);
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}
