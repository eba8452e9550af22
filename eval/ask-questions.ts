import type { Question } from '../datasets/dataset.ts';
import type { ScoredPassage } from '../src/passage.ts';
import type { Pipeline } from '../src/pipeline.ts';
import type { LongRunning } from '../src/progress.ts';
import type { ModelUsage } from '../src/reader/model-usage.ts';
import type { ScoredId } from './measures/trec-order.ts';
import { answerScores, rerankScores, retrievalScores, scoredIds } from './scores.ts';

/** What one question gave: a line of the file that `--out` writes. */
export interface EvaluationRow {
  id: string;
  question: string;
  answers: string[];
  /** '' when the reader abstained, null without a reader. */
  prediction: string | null;
  /** Best first. */
  retrieved: ScoredId[];
  /** Best first; the score is the reranker's, null past its depth. Null without a reranker. */
  reranked: { id: string; score: number | null }[] | null;
  /** Values by measure. */
  retrieval: Record<string, number>;
  /** The same measures over the reranked order; none without a reranker. */
  rerank: Record<string, number>;
  answer: Record<string, number>;
  /** What the reader asked of a language model; null without one. */
  model: ModelUsage | null;
  /** Milliseconds. */
  timings: { retrieval: number; rerank: number; reading: number };
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
    let retrieved: ScoredPassage[] = [];
    for await (const event of pipeline.stream(question.question, { signal })) {
      if (event.type === 'retrieval-end') retrieved = event.passages;
      if (event.type !== 'answer-end') continue;
      const { passages, text, trace } = event.answer;
      const reranked = trace.reranker === undefined ? null : passages;
      const { retrieval, rerank = 0, reading } = trace.timings;
      yield {
        id: question.id,
        question: question.question,
        answers: question.answers,
        prediction: reads ? text : null,
        retrieved: scoredIds(retrieved),
        reranked: reranked?.map(({ passage, scores }) => ({ id: passage.id, score: scores.useful ?? null })) ?? null,
        retrieval: retrievalScores(question, retrieved),
        rerank: reranked ? rerankScores(question, reranked) : {},
        answer: reads ? answerScores(question, text) : {},
        model: trace.model ?? null,
        timings: { retrieval, rerank, reading },
      };
    }
  }
  onProgress?.({ stage: 'questions', done: questions.length, total: questions.length });
}
