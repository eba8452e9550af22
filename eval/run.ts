import { z } from 'zod';
import { loadDataset } from '../datasets/load-dataset.ts';
import type { DatasetName } from '../datasets/registry.ts';
import { AccordError } from '../src/errors.ts';
import { createPipeline } from '../src/pipeline.ts';
import type { LongRunning } from '../src/progress.ts';
import type { Reader } from '../src/reader/reader.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { retrievalModes } from '../src/retrieval/retriever.ts';
import { askQuestions, type EvaluationRow } from './ask-questions.ts';
import { describeTimes } from './describe-times.ts';
import { describeMachine, hashJson } from './environment.ts';
import { corpusLocation, openCorpus } from './open-corpus.ts';
import { openRowsFile } from './open-rows-file.ts';
import { readerNames, readers } from './readers.ts';
import type { Report } from './report.ts';
import { answerMeasureNames, requiredDepth, retrievalMeasureNames } from './scores.ts';
import { sample } from './statistics/sample.ts';
import { summarize } from './summarize.ts';

export const RunOptions = z.object({
  retriever: z.enum(retrievalModes).default('hybrid').describe('bm25, dense or hybrid; bm25 encodes no passage'),
  k: z.int().min(1).default(5).describe('how many passages the reader reads'),
  reader: z
    .enum(readerNames)
    .default('sentence')
    .describe(readerNames.map((name) => `${name}: ${readers[name].description}`).join('; ')),
  limit: z.int().min(1).optional().describe('ask only so many questions, drawn by the seed; the corpus stays whole'),
  seed: z.int().min(0).default(42).describe('for the questions drawn and the bootstrap intervals'),
  store: z.string().min(1).optional().describe('where the corpus is kept: FILE or qdrant:URL/COLLECTION; default: in the cache'),
  out: z.string().min(1).optional().describe('write a JSON line for each question: prediction, ranking, values, timings'),
});
export type RunOptions = z.input<typeof RunOptions>;

/** Stands in where only retrieval is evaluated. */
const silentReader: Reader = { id: 'none', read: async () => [] };

/**
 * Evaluates the pipeline on a benchmark: brings its corpus into a store (once; later runs open it), asks its questions, reports means.
 *
 * @throws AccordError `invalid-input` for a bad option or a corrupt row, `data-missing`, and `aborted` when the signal fires: the
 * next run goes on with the ingest where it stopped.
 *
 * @example
 * const report = await runEvaluation('nq', { retriever: 'bm25', limit: 100 });
 * console.log(report.metrics.retrieval['RR@10']);
 */
export async function runEvaluation(name: DatasetName, options: RunOptions = {}, running: LongRunning = {}): Promise<Report> {
  const { limit, seed, k, retriever, reader: readerName, store: location, out } = parseOptions(options);
  const machine = describeMachine();
  const rowsFile = out === undefined ? null : await openRowsFile(out);
  try {
    const started = performance.now();
    const dataset = await loadDataset(name);
    const { corpus } = dataset;
    const questions = limit === undefined ? dataset.questions : sample(dataset.questions, limit, seed);
    const loaded = performance.now();

    const embedder = await minilmEmbedder();
    const storeEmbedder = retriever === 'bm25' ? null : embedder;
    const store = await openCorpus(location ?? (await corpusLocation(corpus, storeEmbedder)), corpus, storeEmbedder, running);
    const reader = readers[readerName].create?.(embedder) ?? null;
    const depth = Math.max(k, requiredDepth);
    const rows: EvaluationRow[] = [];
    const opened = performance.now();
    const { analyzer } = await store.info();
    try {
      const pipeline = createPipeline({ store, reader: reader ?? silentReader, retriever, k, depth });
      for await (const row of askQuestions(questions, pipeline, { reads: reader !== null, ...running })) {
        rows.push(row);
        await rowsFile?.write(row);
      }
    } finally {
      await store.close();
    }
    const ended = performance.now();

    const retrieval = summarize(retrievalMeasureNames, pick(rows, 'retrieval'), seed);
    const answer = reader && summarize(answerMeasureNames, pick(rows, 'answer'), seed);
    const config = {
      retriever,
      analyzer,
      embedder: storeEmbedder?.id ?? null,
      reader: reader?.id ?? null,
      k,
      depth,
      limit: limit ?? null,
      seed,
    };
    return {
      dataset: name,
      split: dataset.split,
      questions: questions.length,
      corpus: { name: corpus.name, passages: corpus.passages, sample: corpus.sample, hash: corpus.hash },
      config,
      metrics: { retrieval: retrieval.metrics, rerank: null, answer: answer?.metrics ?? null },
      intervals: { retrieval: retrieval.intervals, rerank: null, answer: answer?.intervals ?? null },
      timings: {
        load: loaded - started,
        ingest: opened - loaded,
        questions: ended - opened,
        retrieval: describeTimes(pick(rows, 'timings').map((times) => times.retrieval)),
        reading: reader && describeTimes(pick(rows, 'timings').map((times) => times.reading)),
      },
      environment: {
        ...machine,
        configHash: hashJson(config),
        dataHash: dataset.hash,
        embedder: storeEmbedder || reader ? embedder.id : null,
        seed,
      },
    };
  } finally {
    await rowsFile?.close();
  }
}

function pick<Key extends keyof EvaluationRow>(rows: EvaluationRow[], key: Key): EvaluationRow[Key][] {
  return rows.map((row) => row[key]);
}

function parseOptions(options: RunOptions): z.infer<typeof RunOptions> {
  const parsed = RunOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const name = path.join('.');
  const value = (options as Record<string, unknown>)[name];
  throw new AccordError('invalid-input', `${name} is ${JSON.stringify(value)}: ${message}`, 'Correct the option.');
}
