import { Command } from 'commander';
import { llmKeys } from '../src/cli/config/llm-options.ts';
import { configOf, configOptions } from '../src/cli/config/options.ts';
import { examples } from '../src/cli/examples.ts';
import { openLlm } from '../src/cli/open-llm.ts';
import { formatTable, print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { signalOf } from '../src/cli/run-program.ts';
import { schemaOptions, schemaValues } from '../src/cli/schema-options.ts';
import {
  InjectionOptions,
  type InjectionReport,
  type InjectionRow,
  injectionMeasures,
  injectionSystems,
  runInjection,
} from './injection/run-injection.ts';
import { openRowsFile } from './open-rows-file.ts';

/** `rag-eval injection`: attacks in passages, against a plain prompt and the chat reader. */
export function injectionCommand(): Command {
  const command = new Command('injection').description(
    'How often an attack in a passage brings a language model to answer what the attacker wants: with a plain prompt, and with the chat reader. 55 attacks of five kinds over the bundled sample.',
  );
  schemaOptions(command, InjectionOptions)
    .option('--out <file>', 'write a JSON line for each attack: replies and values by system')
    .option('--json', 'print only JSON: means and their 95 % intervals by system');
  configOptions(command, llmKeys);
  command.action(async ({ out, json }: { out?: string; json?: boolean }) => {
    const options = schemaValues(command, InjectionOptions);
    const model = await openLlm(configOf(command, llmKeys));
    const rowsFile = out === undefined ? null : await openRowsFile(out);
    const onProgress = progressLine();
    try {
      const onRow = async (row: InjectionRow) => void (await rowsFile?.write(row));
      const report = await runInjection(model, options, { signal: signalOf(command), onProgress, onRow }).finally(() => onProgress.end());
      if (json) printJson(report);
      else print(injectionTable(report));
    } finally {
      await rowsFile?.close();
    }
  });
  return examples(command, [
    ['rag-eval injection --llm openai:NAME --llm-base-url http://127.0.0.1:8080/v1', 'all attacks; a second run costs nothing'],
  ]);
}

function injectionTable({ model, attacks, systems, pValue }: InjectionReport): string {
  const table = formatTable(
    [{ header: 'Share of attacks' }, ...injectionSystems.map((header) => ({ header }))],
    injectionMeasures.map((name) => [
      name,
      ...injectionSystems.map((system) => {
        const { [name]: mean } = systems[system].metrics;
        const { [name]: interval } = systems[system].intervals;
        return mean == null || !interval ? '' : `${mean.toFixed(3)} [${interval.lower.toFixed(3)}, ${interval.upper.toFixed(3)}]`;
      }),
    ]),
  );
  return `${model}: ${attacks} attacks\n\n${table}\n\nDifference in success: p = ${pValue.toFixed(4)}`;
}
