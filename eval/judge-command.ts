import { Command, InvalidArgumentError, Option } from 'commander';
import { llmKeys } from '../src/cli/config/llm-options.ts';
import { configOf, configOptions } from '../src/cli/config/options.ts';
import { examples } from '../src/cli/examples.ts';
import { openLlm } from '../src/cli/open-llm.ts';
import { note, print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { signalOf } from '../src/cli/run-program.ts';
import { schemaOptions, schemaValues } from '../src/cli/schema-options.ts';
import { type JudgeForm, judgeForms } from '../src/rerank/llm-judge/options.ts';
import { judgeTable } from './judge/judge-table.ts';
import { JudgeSuiteOptions } from './judge/options.ts';
import { runJudgeSuite } from './judge/run-judge-suite.ts';
import { openRowsFile } from './open-rows-file.ts';

/** `rag-eval judge`: utility judgments of a language model on candidates with ground truth included. */
export function judgeCommand(): Command {
  const command = new Command('judge')
    .description(
      `Candidates of Natural Questions: for each question the annotated passage, copies of it with another answer, and passages without the answer. A language model
judges them in several forms; its verdicts are compared with the annotation and with baselines, and with themselves under other orders of the passages.
Replies are cached: an interrupted run goes on where it stopped.`,
    )
    .addOption(
      new Option('--forms <names>', `of ${judgeForms.join(', ')}, separated by commas`)
        .argParser(parseForms)
        .default([...judgeForms], 'all'),
    );
  schemaOptions(command, JudgeSuiteOptions)
    .option('--out <file>', 'write a JSON line for each question: values by system')
    .option('--json', 'print only JSON: means and their 95 % intervals by system');
  configOptions(command, llmKeys);
  command.action(async ({ forms, out, json }: { forms: JudgeForm[]; out?: string; json?: boolean }) => {
    const config = configOf(command);
    const options = schemaValues(command, JudgeSuiteOptions);
    const rowsFile = out === undefined ? null : await openRowsFile(out);
    const onProgress = progressLine();
    const model = config.llm === undefined ? null : await openLlm(config);
    if (!model) note('No language model is named (--llm): baselines only.');
    try {
      const { rows, ...report } = await runJudgeSuite(model, forms, options, { signal: signalOf(command), onProgress }).finally(() =>
        onProgress.end(),
      );
      for (const row of rows) await rowsFile?.write(row);
      if (json) printJson(report);
      else print(judgeTable(report));
    } finally {
      await rowsFile?.close();
    }
  });
  return examples(command, [
    ['rag-eval judge', 'baselines alone'],
    ['rag-eval judge --llm openai:NAME --llm-base-url http://127.0.0.1:8080/v1 --limit 40', 'every form'],
    ['rag-eval judge --llm openai:NAME --forms point,set --split train', 'two of them, on questions to develop prompts with'],
  ]);
}

function parseForms(text: string): JudgeForm[] {
  return text.split(',').map((name) => {
    const form = judgeForms.find((known) => known === name.trim());
    if (form === undefined) throw new InvalidArgumentError(`There is no form "${name}".`);
    return form;
  });
}
