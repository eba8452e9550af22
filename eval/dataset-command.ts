import { Command, Option } from 'commander';
import { type DatasetDeclaration, type DatasetName, datasets } from '../datasets/registry.ts';
import { llmKeys } from '../src/cli/config/llm-options.ts';
import { configOf, configOptions } from '../src/cli/config/options.ts';
import { examples } from '../src/cli/examples.ts';
import { note, print, printJson } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { signalOf } from '../src/cli/run-program.ts';
import { AccordError } from '../src/errors.ts';
import { retrievalModes } from '../src/retrieval/retriever.ts';
import { readerNames } from './readers.ts';
import { evaluateReading, ReadingOptions } from './reading.ts';
import { readingTable, reportTable } from './report-table.ts';
import { RunOptions, runEvaluation } from './run.ts';
import { wholeNumber } from './whole-number.ts';

interface CommandOptions extends RunOptions {
  passages?: 'corpus' | 'gold';
  json?: boolean;
}

/** `rag-eval NAME`: one benchmark of retrieval and answering. */
export function datasetCommand(name: DatasetName): Command {
  const { title, citation, gold }: DatasetDeclaration = datasets[name];
  const { limit, seed, k, retriever, rerank, reranker, depth, reader, readerModel, store, out } = RunOptions.shape;
  const command = new Command(name)
    .description(`${title}.\n${citation}`)
    .addOption(new Option('--retriever <name>', retriever.description!).choices(retrievalModes).default(retriever.parse(undefined)))
    .option('--no-rerank', `do not ${rerank.description}`)
    .addOption(new Option('--reranker <directory>', reranker.description!).conflicts('rerank'))
    .option('--depth <n>', depth.description!, wholeNumber(1), depth.parse(undefined))
    .addOption(new Option('--reader <name>', reader.description!).choices(readerNames))
    .option('--reader-model <directory>', readerModel.description!)
    .option('--k <n>', k.description!, wholeNumber(1), k.parse(undefined))
    .option('--limit <n>', limit.description!, wholeNumber(1))
    .option('--seed <n>', seed.description!, wholeNumber(0), seed.parse(undefined))
    .option('--store <location>', store.description!)
    .option('--out <file>', out.description!)
    .option('--json', 'print only JSON: means, their 95 % intervals, timings, environment')
    .action(async ({ json, passages, ...given }: CommandOptions) => {
      const config = configOf(command, llmKeys);
      const options = { ...given, llm: config.llm === undefined ? undefined : config };
      const onProgress = progressLine();
      if (passages === 'gold') {
        refuseUnused(command);
        const report = await evaluateReading(name, options as ReadingOptions, { signal: signalOf(command), onProgress }).finally(() =>
          onProgress.end(),
        );
        if (json) printJson(report);
        else print(readingTable(report));
        return;
      }
      const report = await runEvaluation(name, options, { signal: signalOf(command), onProgress }).finally(() => onProgress.end());
      if (report.corpus.sample) {
        note(
          'WARNING: no benchmark data was found. These figures are over the small sample bundled with the package and compare with nothing.',
        );
        note('         Set RAG_DATA_DIR to the directory that holds the benchmark data.');
      }
      if (json) printJson(report);
      else print(reportTable(report));
    });
  configOptions(command, llmKeys);
  if (gold !== undefined) {
    const meaning = 'corpus: retrieve them; gold: the reader reads the annotated passages, nothing is retrieved';
    command.addOption(new Option('--passages <which>', meaning).choices(['corpus', 'gold']).default('corpus'));
  }
  command.addHelpText(
    'after',
    `
Retrieval is counted three ways: R@k, RR and nDCG count an annotated passage or a near duplicate of it that holds an answer (together
one right thing); "Annotated" counts the annotated passage only; AnswerIn@k any passage whose text holds an answer.
Data is read from RAG_DATA_DIR, else from "data" in the cache directory${name === 'nq' ? ', else the bundled sample is used' : ''}.`,
  );
  return examples(command, [
    [`rag-eval ${name}`, 'hybrid retrieval, reranked; a table'],
    [`rag-eval ${name} --retriever bm25 --reader none --limit 200`, 'a quick look'],
    ...(gold === undefined ? [] : [[`rag-eval ${name} --passages gold`, 'the reader by itself'] as const]),
    [`rag-eval ${name} --llm openai:smollm2 --llm-base-url http://127.0.0.1:8080/v1 --limit 100`, 'read by a language model'],
    [`rag-eval ${name} --json --out rows.jsonl > report.json`, 'for programs, with a row for each question'],
  ]);
}

/** Options of retrieval that would be passed over in silence. */
function refuseUnused(command: Command): void {
  const used = ['passages', 'json', 'config', ...llmKeys, ...Object.keys(ReadingOptions.shape)];
  const unused = command.options.find((option) => {
    const name = option.attributeName();
    return !used.includes(name) && command.getOptionValueSource(name) === 'cli';
  });
  if (unused) throw new AccordError('invalid-config', `${unused.long} has no effect with --passages gold.`, 'Leave one of them out.');
}
