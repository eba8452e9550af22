import { Command, Option } from 'commander';
import { AccordError } from '../../errors.ts';
import type { ProbeFileReport } from '../../rerank/preference/probe/probe-file.ts';
import { ProbeOptions } from '../../rerank/preference/probe/probe-options.ts';
import { llmKeys } from '../config/llm-options.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { configuredReader } from '../open-pipeline.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { note, print, printJson } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { renderPreferences } from '../render-preferences.ts';
import { signalOf } from '../run-program.ts';
import { schemaOptions, schemaValues } from '../schema-options.ts';

interface ProbeFlags {
  out?: string;
  report?: string;
  split: 'train' | 'heldout' | 'all';
  limit?: string;
  reranker?: string;
  likelihood: boolean;
  texts: boolean;
  skipFailed?: boolean;
  restart?: boolean;
  json?: boolean;
}

/** Options that are flags with a value; the others are switches, or follow from the language model. */
const flagShape = ProbeOptions.omit({ likelihood: true, texts: true, concurrency: true });
/** Questions that a local reader has before it at a time: enough to fill its batches. */
const localConcurrency = 8;

export function probeCommand(): Command {
  const command = new Command('probe')
    .description(
      'Ask a reader questions with known answers, with and without passages that are found for them, and record what each passage does to the answer: ' +
        'what "rag train reranker --preferences" learns from. QUESTIONS is nq (training questions of Natural Questions, over their own passages; needs RAG_DATA_DIR) ' +
        'or a file of {"question", "answers": ["…"], "id"?} a line. After Ctrl-C, or where the reader failed, the same command goes on.',
    )
    .argument('[questions]', 'nq, or JSON Lines, also .gz')
    .option('--out <file>', 'where the records go')
    .option('--report <file>', 'only summarize records: category shares by rank, degrees, flip rate, examples')
    .addOption(
      new Option('--split <name>', 'of nq: train, heldout (to choose models by) or all')
        .choices(['train', 'heldout', 'all'])
        .default('train'),
    )
    .option('--limit <n>', 'only so many questions, drawn by the seed')
    .option('--reranker <dir>', "probe the best passages of this model's order; default: of the order of retrieval");
  schemaOptions(command, flagShape);
  command
    .option('--no-likelihood', 'do not ask a reader that can how likely the right answer is: half the requests')
    .option('--no-texts', 'leave the texts of passages out; training then needs the store')
    .option('--skip-failed', 'leave out questions that keep failing')
    .option('--restart', 'drop what an interrupted run has left')
    .option('--json', 'print only JSON');
  configOptions(command, ['store', 'embedder', 'reader', ...llmKeys]);
  examples(command, [
    ['rag probe nq --top 20 --out preferences.jsonl', 'the shipped reader, whose passages are left out one at a time'],
    [
      'rag probe questions.jsonl --llm openai:smollm2 --llm-base-url http://127.0.0.1:8181/v1 --baseline closed-book --out preferences.jsonl',
    ],
    ['rag probe questions.jsonl --reranker my-model --round 2 --top 10 --out round-2.jsonl', 'what the tuned reranker puts first'],
    ['rag probe --report preferences.jsonl'],
  ]);
  return command.action(async (questions: string | undefined, flags: ProbeFlags) => {
    const records = flags.report ?? (await run(command, questions, flags));
    const { readPreferenceRecords } = await import('../../rerank/preference/read-records.ts');
    const { summarize } = await import('../../rerank/preference/summary.ts');
    const summary = await summarize(readPreferenceRecords(records, { signal: signalOf(command) }));
    if (flags.json) printJson(summary);
    else print(renderPreferences(summary));
  });
}

/** Probes, tells how it went, and returns the file of records. */
async function run(command: Command, questions: string | undefined, flags: ProbeFlags): Promise<string> {
  const { out, reranker: model } = flags;
  if (questions === undefined || out === undefined) {
    const missing = questions === undefined ? 'Which questions to ask is' : 'Where the records go is';
    throw new AccordError('invalid-config', `${missing} missing.`, 'Write: rag probe QUESTIONS --out FILE, or rag probe --report FILE');
  }
  const options = schemaValues(command, flagShape);
  if (options.round > 1 && model === undefined) {
    throw new AccordError(
      'invalid-config',
      `--round is ${options.round}, and no reranker is named.`,
      'Name the tuned one with --reranker.',
    );
  }
  const { probeFile } = await import('../../rerank/preference/probe/probe-file.ts');
  const { probeQuestions } = await import('../probe-questions.ts');
  const config = configOf(command);
  const signal = signalOf(command);
  const onProgress = progressLine();
  try {
    const embedder = options.mode === 'bm25' ? null : await configuredEmbedder(config);
    const asked = await probeQuestions(questions, { ...flags, seed: options.seed, signal });
    const [reader, reranker] = await Promise.all([
      configuredReader(config, embedder),
      model === undefined ? undefined : import('../../rerank/cross-encoder.ts').then(({ crossEncoder }) => crossEncoder({ model })),
    ]);
    const concurrency = config.llm === undefined ? localConcurrency : config.llmConcurrency;
    const store = questions === 'nq' && command.getOptionValueSource('store') === undefined ? await trainingPool(onProgress) : config.store;
    const report = await withStore({ store }, { embedder, readOnly: true }, async (store) => {
      const { location, passages } = await store.info();
      return probeFile(
        { retriever: store, reranker, reader },
        {
          questions: asked,
          out,
          options: { ...options, likelihood: flags.likelihood, texts: flags.texts, concurrency },
          settings: { questions, split: flags.split, limit: flags.limit, store: location, passages },
          restart: flags.restart,
          skipFailed: flags.skipFailed,
          signal,
          onProgress,
        },
      );
    });
    onProgress.end();
    note(describeRun(out, report));
    return out;
  } finally {
    onProgress.end();
  }
}

async function trainingPool(onProgress: ReturnType<typeof progressLine>): Promise<string> {
  const { openPool } = await import('../../../datasets/training/open-pool.ts');
  const pool = await openPool(onProgress);
  try {
    return (await pool.info()).location;
  } finally {
    await pool.close();
  }
}

function describeRun(out: string, { questions, kept, records, empty, requests, failed }: ProbeFileReport): string {
  const parts = [
    `${questions} questions`,
    `${records} records`,
    `${requests} requests to the reader`,
    ...(kept > 0 ? [`${kept} questions of an earlier run`] : []),
    ...(empty > 0 ? [`${empty} questions without passages`] : []),
    ...(failed.length > 0 ? [`${failed.length} questions failed and were left out`] : []),
  ];
  return `${out}: ${parts.join(', ')}`;
}
