import { Command } from 'commander';
import { llmKeys } from '../src/cli/config/llm-options.ts';
import { configOf, configOptions } from '../src/cli/config/options.ts';
import { describeUsage } from '../src/cli/describe-usage.ts';
import { examples } from '../src/cli/examples.ts';
import { openDetector } from '../src/cli/open-detector.ts';
import { openChatReader } from '../src/cli/open-llm.ts';
import { formatTable, print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { signalOf } from '../src/cli/run-program.ts';
import { schemaOptions, schemaValues } from '../src/cli/schema-options.ts';
import { ClapnqOptions, type ClapnqReport, type ClapnqRow, clapnqMeasures, runClapnq } from './clapnq/run-clapnq.ts';
import { openRowsFile } from './open-rows-file.ts';

/** `rag-eval clapnq`: long answers and their citations. */
export function clapnqCommand(): Command {
  const command = new Command('clapnq').description(
    'Long answers to the development questions of CLAP-NQ from the passage that the benchmark gives, 300 with an answer and 300 without: ROUGE-L, the share of ' +
      'sentences that cite the passage, the share that follows from what it cites by the contradiction detector, and abstention. Needs RAG_DATA_DIR.',
  );
  schemaOptions(command, ClapnqOptions)
    .option('--out <file>', 'write a JSON line for each question: text, sentences, values')
    .option('--json', 'print only JSON: means, their 95 % intervals, cost');
  configOptions(command, llmKeys);
  command.action(async ({ out, json }: { out?: string; json?: boolean }) => {
    const options = schemaValues(command, ClapnqOptions);
    const reader = await openChatReader(configOf(command, llmKeys));
    const nli = await openDetector();
    const rowsFile = out === undefined ? null : await openRowsFile(out);
    const onProgress = progressLine();
    try {
      const onRow = async (row: ClapnqRow) => void (await rowsFile?.write(row));
      const report = await runClapnq(reader, nli, options, { signal: signalOf(command), onProgress, onRow }).finally(() =>
        onProgress.end(),
      );
      if (json) printJson(report);
      else print(clapnqTable(report));
    } finally {
      await rowsFile?.close();
    }
  });
  return examples(command, [
    ['rag-eval clapnq --llm openai:NAME --llm-base-url http://127.0.0.1:8080/v1 --limit 50', 'a second run costs nothing'],
  ]);
}

function clapnqTable({ reader, questions, metrics, intervals, usage }: ClapnqReport): string {
  const rows = clapnqMeasures.map((name) => {
    const { [name]: value } = metrics;
    const { [name]: interval } = intervals;
    if (value == null || !interval) return [name, 'no value', '', '0'];
    const digits = name === 'words' ? 0 : 3;
    return [
      name,
      value.toFixed(digits),
      `[${interval.lower.toFixed(digits)}, ${interval.upper.toFixed(digits)}]`,
      String(interval.questions),
    ];
  });
  const table = formatTable(
    [{ header: '' }, { header: 'mean', align: 'right' }, { header: '95 %' }, { header: 'questions', align: 'right' }],
    rows,
  );
  const cost = usage ? `\n\n${describeUsage(usage)}` : '';
  return `${reader}: ${questions.answerable} questions with an answer, ${questions.unanswerable} without\n\n${table}${cost}`;
}
