import { z } from 'zod';
import type { PositivePassage } from '../../src/rerank/train/rows.ts';
import { dataFile } from '../find-data.ts';
import { readRows } from '../read-rows.ts';
import { JudgementRow, QuestionRow } from '../rows.ts';
import type { Pool } from './pool.ts';

/** A question of a training set. */
export interface TrainingQuestion {
  id: string;
  question: string;
  /** Passages that hold one of them may be right. Empty for yes/no questions. */
  answers: string[];
  /** Annotated passages and their near duplicates that hold an answer; all with ids of the pool. */
  positives: (PositivePassage & { id: string })[];
  /** Wrong passages out of the annotated passage's own source, hardest first. */
  sameSource: string[];
}

/** A question with its judged and mined passages, as `rerank_bm25` has them. */
const RerankRow = QuestionRow.extend(JudgementRow.shape).extend({
  answers: z.array(z.string()),
  neg_same_source: z.array(z.string()),
});

/** A question with the annotated passage as its first context. */
const ReadingRow = QuestionRow.extend({
  /** Empty strings mark an annotation without answer. */
  answers: z.array(z.string()),
  contexts: z.array(z.object({ id: z.string(), title: z.string(), text: z.string() })).min(1),
  meta: z.object({ spans: z.array(z.object({ text: z.string(), start: z.int(), end: z.int(), count: z.int().optional() })).default([]) }),
});
export type ReadingRow = z.infer<typeof ReadingRow>;

export const readRerankRows = (directory: string, part: string) => readRows(dataFile(directory, part), RerankRow);
export const readReadingRows = (directory: string, part: string) => readRows(dataFile(directory, part), ReadingRow);

/** A passage of the pool as a positive. */
export function positive(pool: Pool, id: string, spans: PositivePassage['spans'] = []): PositivePassage & { id: string } {
  const passage = pool.get(id)!;
  const { title, text } = passage;
  return { id: passage.id, ...(title && { title }), text, ...(spans.length > 0 && { spans }) };
}
