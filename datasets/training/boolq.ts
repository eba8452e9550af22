import type { Pool } from './pool.ts';
import { positive, readRerankRows, type TrainingQuestion } from './question.ts';

/** BoolQ (Clark et al., NAACL 2019): yes/no questions; the passage carries the answer. */
export async function boolqQuestions(directory: string, pool: Pool): Promise<TrainingQuestion[]> {
  const questions: TrainingQuestion[] = [];
  for await (const { id, question, answers, pos, neg_same_source } of readRerankRows(directory, 'rerank_bm25/boolq_val')) {
    const answer = answers[0] === 'yes' ? ('yes' as const) : ('no' as const);
    const positives = pos.map((passage) => ({ ...positive(pool, passage), answer }));
    questions.push({ id, question, answers: [], positives, sameSource: neg_same_source });
  }
  return questions;
}
