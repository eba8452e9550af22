import { z } from 'zod';
import { loadDataset } from '../datasets/load-dataset.ts';
import { type DatasetName, datasets } from '../datasets/registry.ts';
import { LlmOptions } from '../src/cli/config/llm-options.ts';
import type { PolicyInput } from '../src/conflict/policy.ts';
import { createPipeline } from '../src/pipeline.ts';
import { rerankDepth } from '../src/pipeline-options.ts';
import type { LongRunning } from '../src/progress.ts';
import { sumUsage } from '../src/reader/model-usage.ts';
import type { Reader } from '../src/reader/reader.ts';
import { crossEncoder } from '../src/rerank/cross-encoder.ts';
import type { Reranker } from '../src/rerank/reranker.ts';
import { shippedModel } from '../src/rerank/shipped-model.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { retrievalModes } from '../src/retrieval/retriever.ts';
import { answerLength } from './answer-length.ts';
import { askQuestions, type EvaluationRow } from './ask-questions.ts';
import { describeTimes } from './describe-times.ts';
import { describeMachine, hashJson } from './environment.ts';
import { corpusLocation, openCorpus } from './open-corpus.ts';
import { openRowsFile } from './open-rows-file.ts';
import { parseOptions } from './parse-options.ts';
import { defaultReader, readerNames, readers } from './readers.ts';
import type { Report } from './report.ts';
import { rerankFirst } from './rerank-first.ts';
import { answerMeasureNames, requiredDepth, retrievalMeasureNames } from './scores.ts';
import { sample } from './statistics/sample.ts';
import { summarize } from './summarize.ts';

export const RunOptions = z.object({
  retriever: z.enum(retrievalModes).default('hybrid').describe('bm25, dense or hybrid; bm25 encodes no passage'),
  rerank: z.boolean().default(true).describe('rerank what was retrieved, where there is a model for it'),
  reranker: z.string().min(1).optional().describe('model directory of the reranker; default: the model that comes with the package'),
  depth: z.int().min(1).default(rerankDepth).describe('how many passages are reranked; the others follow in the order of retrieval'),
  k: z.int().min(1).default(5).describe('how many passages the reader reads'),
  reader: z
    .enum(readerNames)
    .optional()
    .describe(
      `${readerNames.map((name) => `${name}: ${readers[name].description}`).join('; ')}; default: chat where a language model is named, else extractive where there is a model, else sentence; none for benchmarks without answers`,
    ),
  readerModel: z
    .string()
    .min(1)
    .optional()
    .describe('model directory of the extractive reader; default: the model that comes with the package'),
  llm: LlmOptions.optional().describe('language model of the chat reader'),
  limit: z.int().min(1).optional().describe('ask only so many questions, drawn by the seed; the corpus stays whole'),
  seed: z.int().min(0).default(42).describe('for the questions drawn and the bootstrap intervals'),
  store: z.string().min(1).optional().describe('where the corpus is kept: FILE or qdrant:URL/COLLECTION; default: in the cache'),
  out: z.string().min(1).optional().describe('write a JSON line for each question: prediction, rankings, values, timings'),
});
export type RunOptions = z.input<typeof RunOptions>;

/** However uncertain: measures over questions that all have an answer give nothing for silence. */
const alwaysAnswers: PolicyInput = { gate: 0 };

/** Stands in where only retrieval is evaluated. */
const silentReader: Reader = { id: 'none', read: async () => [] };

/**
 * Evaluates the pipeline on a benchmark: brings its corpus into a store (once; later runs open it), asks its questions, reports means.
 *
 * @throws AccordError `invalid-input` for a bad option or a corrupt row, `data-missing`, `model-missing`, and `aborted` when
 * the signal fires: the next run goes on with the ingest where it stopped.
 *
 * @example
 * const report = await runEvaluation('nq', { retriever: 'bm25', limit: 100 });
 * console.log(report.metrics.retrieval['RR@10']);
 */
export async function runEvaluation(name: DatasetName, options: RunOptions = {}, running: LongRunning = {}): Promise<Report> {
  const parsed = parseOptions(RunOptions, options);
  const {
    limit,
    seed,
    k,
    retriever,
    store: location,
    out,
    readerModel,
    reader: readerName = 'graded' in datasets[name] ? 'none' : defaultReader({ model: readerModel, llm: parsed.llm }),
  } = parsed;
  const machine = describeMachine();
  const rowsFile = out === undefined ? null : await openRowsFile(out);
  try {
    const started = performance.now();
    const embedder = await minilmEmbedder();
    const reranker = await openReranker(parsed);
    const reader = (await readers[readerName].create?.({ embedder, model: readerModel, llm: parsed.llm })) ?? null;
    const dataset = await loadDataset(name);
    const { corpus } = dataset;
    const questions = limit === undefined ? dataset.questions : sample(dataset.questions, limit, seed);
    const loaded = performance.now();

    const storeEmbedder = retriever === 'bm25' ? null : embedder;
    const store = await openCorpus(location ?? (await corpusLocation(corpus, storeEmbedder)), corpus, storeEmbedder, running);
    const depth = Math.max(k, requiredDepth, reranker ? parsed.depth : 0);
    const rows: EvaluationRow[] = [];
    const opened = performance.now();
    const { analyzer } = await store.info();
    try {
      const pipeline = createPipeline({ store, reranker, reader: reader ?? silentReader, retriever, k, depth, policy: alwaysAnswers });
      for await (const row of askQuestions(questions, pipeline, { reads: reader !== null, ...running })) {
        rows.push(row);
        await rowsFile?.write(row);
      }
    } finally {
      await store.close();
    }
    const ended = performance.now();

    const retrieval = summarize(retrievalMeasureNames, pick(rows, 'retrieval'), seed);
    const rerank = reranker ? summarize(retrievalMeasureNames, pick(rows, 'rerank'), seed) : null;
    const answer = reader && summarize(answerMeasureNames, pick(rows, 'answer'), seed);
    const config = {
      retriever,
      analyzer,
      embedder: storeEmbedder?.id ?? null,
      reranker: reranker?.id ?? null,
      rerankDepth: reranker ? parsed.depth : null,
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
      metrics: { retrieval: retrieval.metrics, rerank: rerank?.metrics ?? null, answer: answer?.metrics ?? null },
      intervals: { retrieval: retrieval.intervals, rerank: rerank?.intervals ?? null, answer: answer?.intervals ?? null },
      answerLength: reader && answerLength(rows),
      model: sumUsage(pick(rows, 'model')),
      timings: {
        load: loaded - started,
        ingest: opened - loaded,
        questions: ended - opened,
        retrieval: describeTimes(pick(rows, 'timings').map((times) => times.retrieval)),
        rerank: reranker ? describeTimes(pick(rows, 'timings').map((times) => times.rerank)) : null,
        reading: reader && describeTimes(pick(rows, 'timings').map((times) => times.reading)),
      },
      environment: {
        ...machine,
        configHash: hashJson(config),
        dataHash: dataset.hash,
        embedder: storeEmbedder || readerName === 'sentence' ? embedder.id : null,
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

async function openReranker({ rerank, reranker = shippedModel(), depth }: z.infer<typeof RunOptions>): Promise<Reranker | undefined> {
  return rerank && reranker !== undefined ? rerankFirst(await crossEncoder({ model: reranker }), depth) : undefined;
}
