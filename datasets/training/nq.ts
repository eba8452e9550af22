import { passageKey } from '../../src/rerank/train/rows.ts';
import { inCodeUnits, occurrences, transferSpan, trimSpan } from './answer-spans.ts';
import type { Pool } from './pool.ts';
import { positive, type ReadingRow, readReadingRows, readRerankRows, type TrainingQuestion } from './question.ts';
import { questionKey, testQuestionKeys } from './test-questions.ts';

/**
 * Natural Questions with the true answer spans of QED (Lamm et al., TACL 2021). Questions whose annotation is empty are left out.
 */
export async function nqQuestions(directory: string, pool: Pool): Promise<TrainingQuestion[]> {
  const annotated = new Map<string, ReadingRow>();
  for await (const row of readReadingRows(directory, 'nq_gold/qed_train')) annotated.set(row.id, row);
  const questions: TrainingQuestion[] = [];
  for await (const row of readRerankRows(directory, 'rerank_bm25/nq_train_qed')) {
    const { contexts, meta } = annotated.get(row.id)!;
    const from = contexts[0]!.text;
    const spans = meta.spans.flatMap((span) => (span.start < 0 ? [] : (trimSpan(from, inCodeUnits(from, span)) ?? [])));
    if (spans.length === 0) continue;
    const answers = [
      ...new Set([...row.answers.filter((answer) => answer !== ''), ...spans.map(({ start, end }) => from.slice(start, end))]),
    ];
    const gold = row.pos.map((id) => {
      const { text } = pool.get(id)!;
      return positive(
        pool,
        id,
        spans.flatMap((span) => transferSpan(span, from, text) ?? []),
      );
    });
    const near = row.pos_near.map((id) => {
      const { text } = pool.get(id)!;
      return positive(
        pool,
        id,
        answers.flatMap((answer) => occurrences(text, answer)),
      );
    });
    const distinct = new Map([...near, ...gold].map((passage) => [passageKey(passage), passage]));
    questions.push({
      id: row.id,
      question: row.question,
      answers,
      positives: [...distinct.values()].reverse(),
      sameSource: row.neg_same_source,
    });
  }
  return questions;
}

/**
 * Questions of QED's development set that are in no test set: neither the models nor the embedder were trained on them.
 */
export async function nqDevelopmentQuestions(directory: string, pool: Pool): Promise<TrainingQuestion[]> {
  const tested = await testQuestionKeys(directory, ['nq_gold/qed_dev']);
  const questions: TrainingQuestion[] = [];
  for await (const { id, question, answers, pos, pos_near, neg_same_source } of readRerankRows(
    directory,
    'rerank_bm25/nq_dev_qed_minus_oracle',
  )) {
    if (tested.has(questionKey(question))) continue;
    questions.push({
      id,
      question,
      answers,
      positives: [...pos, ...pos_near].map((passage) => positive(pool, passage)),
      sameSource: neg_same_source,
    });
  }
  return questions;
}
