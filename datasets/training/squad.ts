import { groupBy } from '../../src/conflict/group-by.ts';
import type { PositivePassage } from '../../src/rerank/train/rows.ts';
import { inCodeUnits, occurrences } from './answer-spans.ts';
import type { Pool } from './pool.ts';
import { positive, type ReadingRow, readReadingRows, readRerankRows, type TrainingQuestion } from './question.ts';

/** One question a paragraph of SQuAD 1.1 (Rajpurkar et al., EMNLP 2016), to find it among all. */
export async function squadQuestions(directory: string, pool: Pool): Promise<TrainingQuestion[]> {
  const questions: TrainingQuestion[] = [];
  for await (const row of readRerankRows(directory, 'rerank_bm25/squad_train_1q_per_para')) {
    const { id, question, answers, neg_same_source } = row;
    const positives = [...row.pos, ...row.pos_near].map((passage) => positive(pool, passage, spansOf(pool.get(passage)!.text, answers)));
    questions.push({ id, question, answers, positives, sameSource: neg_same_source });
  }
  return questions;
}

/** A question with its paragraph, to read the answer. */
export interface ReadingQuestion {
  id: string;
  question: string;
  answers: string[];
  article: string;
  positive: PositivePassage & { id: string };
}

/** All questions of SQuAD 1.1. */
export async function* squadReadingQuestions(directory: string): AsyncGenerator<ReadingQuestion> {
  for await (const { id, question, answers, contexts, meta } of readReadingRows(directory, 'squad_v1/train')) {
    const { id: paragraph, title, text } = contexts[0]!;
    const spans = marked(text, meta.spans);
    yield { id, question, answers, article: title, positive: { id: paragraph, title, text, spans } };
  }
}

/** Each paragraph that is asked about once, in the order of the questions. */
export function paragraphsByArticle(questions: readonly ReadingQuestion[]): Map<string, ReadingQuestion['positive'][]> {
  const byId = new Map(questions.map((question) => [question.positive.id, question]));
  const articles = groupBy(byId.values(), ({ article }) => article);
  return new Map([...articles].map(([article, asked]) => [article, asked.map(({ positive }) => positive)]));
}

/** The files name the first occurrence of an answer; where there are more, any of them may be meant, and all are given. */
function marked(text: string, spans: ReadingRow['meta']['spans']): NonNullable<PositivePassage['spans']> {
  return spans.flatMap(({ text: answer, start, end, count = 1 }) => {
    const places = count > 1 ? occurrences(text, answer) : [];
    return places.length > 1 ? places : [inCodeUnits(text, { start, end })];
  });
}

function spansOf(text: string, answers: readonly string[]): NonNullable<PositivePassage['spans']> {
  return answers.flatMap((answer) => {
    const places = occurrences(text, answer);
    const at = text.indexOf(answer);
    return places.length > 0 || at < 0 ? places : [{ start: at, end: at + answer.length }];
  });
}
