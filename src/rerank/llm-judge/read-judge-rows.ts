import { z } from 'zod';
import { type ScoredPassage, unscored } from '../../passage.ts';
import { type ReadRowsOptions, readRowsAs } from '../train/read-rows.ts';
import type { JudgedQuestion } from './judge-records.ts';

const passages = z.array(z.object({ id: z.string().min(1).optional(), title: z.string().optional(), text: z.string().min(1) })).optional();

const Row = z.object({
  id: z.string().min(1).optional(),
  question: z.string().refine((text) => text.trim() !== '', 'the question is empty'),
  answers: z.array(z.string()).default([]),
  passages,
  candidates: passages.describe('The same, as candidate rows name them'),
});

/** A question with the passages to judge; without any they are to be retrieved. */
export interface JudgeRow {
  question: JudgedQuestion;
  passages: ScoredPassage[] | undefined;
}

/**
 * The rows of a JSON Lines file, `.gz` too. Questions and passages without an id get their number in the file, or list.
 *
 * @throws AccordError `invalid-input` naming the row, `not-found`, `unreadable-file`, `aborted`
 */
export async function* readJudgeRows(path: string, options?: ReadRowsOptions): AsyncGenerator<JudgeRow> {
  let number = 0;
  for await (const { id, question, answers, passages, candidates } of readRowsAs(Row, path, options)) {
    number++;
    yield {
      question: { id: id ?? String(number), text: question, answers },
      passages: (passages ?? candidates)?.map(({ id, title, text }, i) => unscored({ id: id ?? String(i + 1), title, text })),
    };
  }
}
