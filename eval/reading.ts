import type { z } from 'zod';
import { type GoldQuestion, loadGold } from '../datasets/load-gold.ts';
import type { DatasetName } from '../datasets/registry.ts';
import { throwIfAborted } from '../src/errors.ts';
import type { LongRunning } from '../src/progress.ts';
import { type ModelUsage, sumUsage } from '../src/reader/model-usage.ts';
import type { Reader } from '../src/reader/reader.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { type AnswerLength, answerLength } from './answer-length.ts';
import { describeMachine, type Environment, hashJson } from './environment.ts';
import { openRowsFile } from './open-rows-file.ts';
import { parseOptions } from './parse-options.ts';
import { defaultReader, readers } from './readers.ts';
import { RunOptions } from './run.ts';
import { answerMeasureNames, answerScores } from './scores.ts';
import { sample } from './statistics/sample.ts';
import { type Intervals, type Metrics, summarize } from './summarize.ts';

export const ReadingOptions = RunOptions.pick({ readerModel: true, llm: true, limit: true, seed: true, out: true }).extend({
  reader: RunOptions.shape.reader.unwrap().exclude(['none']).optional(),
});
export type ReadingOptions = z.input<typeof ReadingOptions>;

/** What `rag-eval DATASET --passages gold --json` prints. */
export interface ReadingReport {
  dataset: string;
  split: string;
  passages: 'gold';
  questions: number;
  config: { reader: string; limit: number | null; seed: number };
  metrics: { answer: Metrics };
  intervals: { answer: Intervals };
  answerLength: AnswerLength;
  /** Requests and tokens of the reader’s language model; null without one. */
  model: ModelUsage | null;
  /** Milliseconds. */
  timings: { questions: number };
  environment: Environment;
}

/** A line of the file that `--out` writes. */
export interface ReadingRow {
  id: string;
  question: string;
  answers: string[];
  /** '' when the reader abstained. */
  prediction: string;
  confidence: number | null;
  model: ModelUsage | null;
  answer: Record<string, number>;
}

/** Questions read at a time: enough to fill the model's batches. */
const batchSize = 64;

/**
 * Evaluates a reader by itself: it reads the annotated passages of each question, and nothing else.
 *
 * @throws AccordError `invalid-input` for a bad option, a corrupt row or a benchmark without such passages; `data-missing`, `model-missing`,
 * `aborted`.
 *
 * @example
 * const report = await evaluateReading('squad', { limit: 1000 });
 * console.log(report.metrics.answer.F1);
 */
export async function evaluateReading(
  name: DatasetName,
  options: ReadingOptions = {},
  { signal, onProgress }: LongRunning = {},
): Promise<ReadingReport> {
  const parsed = parseOptions(ReadingOptions, options);
  const { limit, seed, out, readerModel: model, llm, reader: readerName = defaultReader({ model, llm }) } = parsed;
  const machine = describeMachine();
  const rowsFile = out === undefined ? null : await openRowsFile(out);
  try {
    const embedder = await minilmEmbedder();
    const reader = await readers[readerName].create({ embedder, model, llm });
    const { split, hash, questions: all } = await loadGold(name);
    const questions = limit === undefined ? all : sample(all, limit, seed);
    const rows: ReadingRow[] = [];
    const started = performance.now();
    while (rows.length < questions.length) {
      throwIfAborted(signal);
      onProgress?.({ stage: 'questions', done: rows.length, total: questions.length });
      const batch = questions.slice(rows.length, rows.length + batchSize);
      for (const row of await Promise.all(batch.map((question) => readQuestion(question, reader, signal)))) {
        rows.push(row);
        await rowsFile?.write(row);
      }
    }
    onProgress?.({ stage: 'questions', done: rows.length, total: questions.length });
    const ended = performance.now();

    const { metrics, intervals } = summarize(
      answerMeasureNames,
      rows.map(({ answer }) => answer),
      seed,
    );
    const config = { reader: reader.id, limit: limit ?? null, seed };
    return {
      dataset: name,
      split,
      passages: 'gold',
      questions: rows.length,
      config,
      metrics: { answer: metrics },
      intervals: { answer: intervals },
      answerLength: answerLength(rows),
      model: sumUsage(rows.map((row) => row.model)),
      timings: { questions: ended - started },
      environment: {
        ...machine,
        configHash: hashJson(config),
        dataHash: hash,
        embedder: readerName === 'sentence' ? embedder.id : null,
        seed,
      },
    };
  } finally {
    await rowsFile?.close();
  }
}

async function readQuestion(question: GoldQuestion, reader: Reader, signal: AbortSignal | undefined): Promise<ReadingRow> {
  const { id, question: text, answers } = question;
  const passages = question.passages.map((passage) => ({ passage, scores: {}, ranks: {} }));
  let model: ModelUsage | null = null;
  const [best] = await reader.read({ question: text, passages, signal, onUsage: (usage) => (model = usage) });
  const prediction = best?.answer ?? '';
  return {
    id,
    question: text,
    answers,
    prediction,
    confidence: best?.confidence ?? null,
    model,
    answer: answerScores(question, prediction),
  };
}
