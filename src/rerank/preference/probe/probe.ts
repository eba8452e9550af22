import { setMaxListeners } from 'node:events';
import { AccordError, throwIfAborted } from '../../../errors.ts';
import { mapInOrder } from '../../../map-in-order.ts';
import type { ScoredPassage } from '../../../passage.ts';
import type { LongRunning } from '../../../progress.ts';
import type { Reader } from '../../../reader/reader.ts';
import type { Retriever } from '../../../retrieval/retriever.ts';
import type { Reranker } from '../../reranker.ts';
import type { ProbeRecord } from '../record.ts';
import { type AskingOptions, askedReader, isPassing } from './asked-reader.ts';
import { type ProbeOptions, type ProbeSettings, parseProbeOptions, probedRanks } from './probe-options.ts';
import { probeQuestion } from './probe-question.ts';
import type { ProbeQuestion } from './probe-question-row.ts';

export interface ProbeParts {
  retriever: Retriever;
  /** Its order is probed; without one that of retrieval. */
  reranker?: Reranker | undefined;
  reader: Reader;
}

export interface ProbedQuestion {
  question: ProbeQuestion;
  /** One for each probed place that the list has. */
  records: ProbeRecord[];
}

export interface ProbeReport {
  questions: number;
  records: number;
  /** Questions for which nothing was found at the probed places. */
  empty: number;
  /** Requests that the reader answered. */
  requests: number;
  failed: { question: ProbeQuestion; error: AccordError }[];
}

export const emptyProbeReport = (): ProbeReport => ({ questions: 0, records: 0, empty: 0, requests: 0, failed: [] });

export interface ProbeRunOptions extends LongRunning, Pick<AskingOptions, 'firstDelay'> {
  /** Counted up. */
  report?: ProbeReport | undefined;
  /** How many questions there are, for the progress. */
  total?: number | undefined;
  /** Ids of passages of a question that are probed already. */
  skip?: ((question: ProbeQuestion) => ReadonlySet<string>) | undefined;
}

/** Of so many questions in a row that all fail, the cause is not the questions. */
const hopeless = 10;
/** Questions begun for each request at a time: while some wait to try again, others are asked. */
const ahead = 4;

/**
 * Asks a reader each question with, and without, passages that retrieval finds for it, and records what each passage does to the answer. Questions
 * come in the order given. One whose requests keep failing is noted in the report and left out; ten in a row end the probe.
 *
 * Source: the probe of Dong et al., DPA-RAG, WWW 2025, section 3.1; the baseline without-this-passage is leave one out of the reader's k passages.
 *
 * @throws AccordError `invalid-config` for bad options, or the closed-book baseline of a reader that has none; `aborted`; what the reader throws
 * @example
 * for await (const { records } of probe(questions, { retriever: store, reader })) console.log(records.map(categoryOf));
 */
export async function* probe(
  questions: Iterable<ProbeQuestion> | AsyncIterable<ProbeQuestion>,
  { retriever, reranker, reader }: ProbeParts,
  options: ProbeOptions = {},
  { report = emptyProbeReport(), total, skip, signal, onProgress, firstDelay }: ProbeRunOptions = {},
): AsyncGenerator<ProbedQuestion> {
  const settings = parseProbeOptions(options);
  // What is still asked when the probe ends early is ended with it.
  const ending = new AbortController();
  const both = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  // Each request that is open listens.
  setMaxListeners(0, both);
  const asked = askedReader(reader, { concurrency: settings.concurrency, signal: both, firstDelay });
  const probeOne = async (question: ProbeQuestion): Promise<ProbedQuestion | { question: ProbeQuestion; error: AccordError }> => {
    throwIfAborted(both);
    try {
      const list = await listed(question, { retriever, reranker, settings, signal: both });
      return { question, records: await probeQuestion(question, list, asked, settings, skip?.(question)) };
    } catch (error) {
      if (!AccordError.isInstance(error) || !(isPassing(error) || error.code === 'too-large')) throw error;
      return { question, error };
    }
  };
  let failedInARow = 0;
  let done = 0;
  try {
    for await (const result of mapInOrder(questions, ahead * settings.concurrency, probeOne)) {
      throwIfAborted(signal);
      report.requests = asked.requests();
      onProgress?.({ stage: 'probe', done: ++done, ...(total !== undefined && { total }) });
      if ('error' in result) {
        report.failed.push(result);
        if (++failedInARow >= hopeless) throw result.error;
        continue;
      }
      failedInARow = 0;
      report.questions++;
      report.records += result.records.length;
      if (result.records.length === 0) report.empty++;
      yield result;
    }
  } finally {
    report.requests = asked.requests();
    ending.abort();
  }
}

async function listed(
  { question }: ProbeQuestion,
  { retriever, reranker, settings, signal }: Omit<ProbeParts, 'reader'> & { settings: ProbeSettings; signal: AbortSignal },
): Promise<ScoredPassage[]> {
  const wanted = Math.max(settings.k, ...probedRanks(settings));
  const { depth, mode } = settings;
  const found = await retriever.retrieve(question, { k: reranker ? Math.max(depth, wanted) : wanted, mode, signal });
  if (!reranker || found.length === 0) return found;
  return reranker.rank(question, found, { topN: wanted, signal });
}
