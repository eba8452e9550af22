import { z } from 'zod';
import { normalizeAnswer } from '../../eval/measures/normalize-answer.ts';
import { dataFile } from '../find-data.ts';
import { readRows } from '../read-rows.ts';

/** Sets that are tested on; some questions of the training sets occur in them. */
const testSets = [
  'nq_gold/oracle_dev',
  'nq_gold/qed_dev',
  'nq_gold/clapnq_dev_answerable',
  'nq_gold/clapnq_dev_unanswerable',
  'nq_gold/openbook_short_820',
  'nq_open/nqopen_dev',
  'nq_open/dpr_test',
  'nq_open/efficientqa_dev_1.1',
  'nq_open/efficientqa_test_1.1',
  'squad_v1/dev',
  'hotpotqa/dev_qa_only',
  '2wikimultihopqa/dev_qa_only',
];

/** The same for questions that differ in case, punctuation and articles only. */
export const questionKey = (question: string): string => normalizeAnswer(question);

/** {@link questionKey}s of all test questions, but for those of some sets. */
export async function testQuestionKeys(directory: string, except: readonly string[] = []): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const part of testSets) {
    if (except.includes(part)) continue;
    for await (const { question } of readRows(dataFile(directory, part), z.object({ question: z.string() })))
      keys.add(questionKey(question));
  }
  return keys;
}
