import { Command } from 'commander';
import type { AugmentRow } from '../../rerank/preference/augment/augment-row.ts';
import { AugmentOptions } from '../../rerank/preference/augment/options.ts';
import type { PassageStore } from '../../retrieval/store/store.ts';
import { llmKeys } from '../config/llm-options.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { openDetector } from '../open-detector.ts';
import { openLlm } from '../open-llm.ts';
import { configuredReader } from '../open-pipeline.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';

interface AugmentFlags {
  out: string;
  report?: string;
  detector?: string;
  json?: boolean;
}

export function augmentCommand(): Command {
  const command = new Command('augment')
    .description(
      'Ask a language model for other wordings of questions, and keep those for which the labels still hold. Each line of QUESTIONS is {"question", "answers"?: ["…"], ' +
        '"positives"?: [{"id"} or {"title"?, "text"}], "id"?}; without positives the store is searched for a passage that holds an answer. A variant that contradicts the ' +
        'question, does not mean the same though it should, or gets another answer from the reader on the passage is left out. The rows written serve "rag probe", "rag mine" ' +
        'and "rag train"; "origin" says what a variant comes from. Replies are cached: an interrupted run asks nothing twice.',
    )
    .argument('<questions>', 'JSON Lines, also .gz')
    .requiredOption('--out <file>', 'where the questions and their variants go');
  schemaOptions(command, AugmentOptions)
    .option('--report <file>', 'write a JSON line for each variant that was left out, with the reason')
    .option('--detector <dir>', 'contradiction detector: a model directory; default: that of the package')
    .option('--json', 'print only JSON: counts by kind and reason, cost');
  configOptions(command, ['store', 'embedder', 'reader', ...llmKeys]);
  examples(command, [
    ['rag augment questions.jsonl --llm openai:NAME --llm-base-url http://127.0.0.1:8181/v1 --out augmented.jsonl'],
    [
      'rag augment questions.jsonl --llm openai:gpt-5-mini --variants rephrase --out augmented.jsonl --report left-out.jsonl',
      'one kind, and why not more',
    ],
    [
      'rag augment questions.jsonl --llm openai:gpt-5-mini --reader my-model --out augmented.jsonl',
      'a trained reader makes the round trip',
    ],
  ]);
  return command.action(async (questions: string, { out, report: dropped, detector, json }: AugmentFlags) => {
    const config = configOf(command);
    const options = schemaValues(command, AugmentOptions);
    const signal = signalOf(command);
    const { augmentFile } = await import('../../rerank/preference/augment/augment-file.ts');
    const { goldPassages, hasGoldText } = await import('../../rerank/preference/augment/gold-passages.ts');
    const { renderAugmentation } = await import('../render-augmentation.ts');
    const rows = await allRows(questions, signal);
    const model = await openLlm(config);
    const onProgress = progressLine();
    const run = async (store?: PassageStore) => {
      const reader = await configuredReader(config, null);
      const parts = { model, nli: await openDetector(detector), reader, gold: goldPassages(store) };
      return augmentFile(parts, { rows, out, dropped, options, concurrency: config.llmConcurrency, signal, onProgress });
    };
    const report = await (rows.every(hasGoldText)
      ? run()
      : withStore(config, { embedder: await configuredEmbedder(config), readOnly: true }, run)
    ).finally(() => onProgress.end());
    if (json) printJson({ out, ...report });
    else print(renderAugmentation(out, report));
  });
}

async function allRows(path: string, signal: AbortSignal): Promise<AugmentRow[]> {
  const { AugmentRow: schema } = await import('../../rerank/preference/augment/augment-row.ts');
  const { readRowsAs } = await import('../../rerank/train/read-rows.ts');
  const rows: AugmentRow[] = [];
  for await (const row of readRowsAs(schema, path, { signal })) rows.push(row);
  return rows;
}
