import type { Question } from '../datasets/dataset.ts';
import type { Pipeline } from '../src/pipeline.ts';
import type { LongRunning } from '../src/progress.ts';
import type { ScoredId } from './measures/trec-order.ts';
import { answerScores, retrievalScores, scoredIds } from './scores.ts';

/** What one question gave: a line of the file that `--out` writes. */
export interface EvaluationRow {
  id: string;
  question: string;
  answers: string[];
  /** '' when the reader abstained, null without a reader. */
  prediction: string | null;
  /** Best first. */
  retrieved: ScoredId[];
  /** Values by measure. */
  retrieval: Record<string, number>;
  answer: Record<string, number>;
  /** Milliseconds. */
  timings: { retrieval: number; reading: number };
}

export interface AskOptions extends LongRunning {
  /** False: the pipeline's reader is a placeholder, and there is no prediction to score. */
  reads: boolean;
}

/**
 * Asks the questions of the same pipeline object that applications use, one after another: the timings are those of a single
 * question, and an embedder whose vectors depend on the rest of the batch gives the same figures every time.
 *
 * @throws AccordError `aborted` when the signal fires.
 */
export async function* askQuestions(
  questions: readonly Question[],
  pipeline: Pipeline,
  { reads, signal, onProgress }: AskOptions,
): AsyncGenerator<EvaluationRow> {
  for (const [done, question] of questions.entries()) {
    onProgress?.({ stage: 'questions', done, total: questions.length });
    const { passages, text, trace } = await pipeline.answer(question.question, { signal });
    yield {
      id: question.id,
      question: question.question,
      answers: question.answers,
      prediction: reads ? text : null,
      retrieved: scoredIds(passages),
      retrieval: retrievalScores(question, passages),
      answer: reads ? answerScores(question, text) : {},
      timings: { retrieval: trace.timings.retrieval, reading: trace.timings.reading },
    };
  }
  onProgress?.({ stage: 'questions', done: questions.length, total: questions.length });
}
