import { dataFile } from '../find-data.ts';
import { readRows } from '../read-rows.ts';
import { GoldRow } from '../rows.ts';
import type { Pool } from './pool.ts';
import { positive, type TrainingQuestion } from './question.ts';

/** HotpotQA (Yang et al., EMNLP 2018) and MuSiQue (Trivedi et al., TACL 2022): 100 questions each of their training sets. */
const parts = ['hotpotqa/distractor_hipporag_train100', 'musique/distractor_train'];

/** Questions whose answer takes several passages, most of which do not answer them by themselves. */
export async function multiHopQuestions(directory: string, pool: Pool): Promise<TrainingQuestion[]> {
  const questions: TrainingQuestion[] = [];
  for (const part of parts) {
    for await (const { id, question, answers, contexts } of readRows(dataFile(directory, part), GoldRow)) {
      const positives = contexts.filter(({ gold }) => gold).map((context) => positive(pool, context.id));
      questions.push({ id, question, answers, positives, sameSource: [] });
    }
  }
  return questions;
}
