import { z } from 'zod';
import type { Passage } from '../../src/passage.ts';
import { abstentionRate } from '../measures/conflict/abstention-rate.ts';
import { attackSuccess } from '../measures/conflict/attack-success.ts';
import { strictMatch } from '../measures/conflict/strict-match.ts';
import type { ConflictItem } from './conflict-item.ts';
import type { ItemSuite } from './item-suite.ts';
import { readData } from './read-data.ts';
import { splitTitle } from './split-title.ts';
import { mostFrequent, plainRag, unionOfAll } from './systems/baselines.ts';

const RamdocsRow = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()).min(1),
  contexts: z.array(z.object({ id: z.string(), text: z.string(), answer: z.string() })),
  meta: z.object({ wrong_answers: z.array(z.string()) }),
});

/** What a passage without an answer is labelled with. */
const noAnswer = 'unknown';

/**
 * Questions with several readings, misinformation and noise: all right answers are asked for, and no wrong one. Baselines over the same
 * claims: the best span of all passages, every answer stated, those stated most often.
 *
 * There is no training part. Before the rules were fixed the following was looked at in these very questions: some twenty of them, how
 * many passages support right and wrong answers, and what keeping answers from a share of the best support would score at eight
 * shares, with and without counting a page's own title as a reading. The policy's share of ½ was set before; readings by title came of it.
 *
 * Source: Wang et al., Retrieval-augmented generation with conflicting evidence, COLM 2025.
 */
export const ramdocs: ItemSuite = {
  name: 'ramdocs',
  description: 'RAMDocs: ambiguity, misinformation and noise; all right answers and no wrong one',
  policy: { answers: 'several' },
  baselines: { 'plain RAG': plainRag, 'union of all': unionOfAll, 'majority vote': mostFrequent },
  measures: [strictMatch, attackSuccess, abstentionRate],
  compared: ['Strict'],
  score: (_, predictions) => ({ answers: predictions.length }),
  load: async ({ sample }) => sample(await readData('ramdocs/test', RamdocsRow)).map(asItem),
};

function asItem({ id, question, answers, contexts, meta }: z.infer<typeof RamdocsRow>): ConflictItem {
  return {
    id,
    question,
    passages: contexts.map(({ id, text }): Passage => ({ id, ...splitTitle(text), document: { id }, metadata: {} })),
    facts: { gold: answers, wrong: meta.wrong_answers.filter((answer) => !answers.includes(answer)) },
    oracle: new Map(contexts.flatMap(({ id, answer }) => (answer.toLowerCase() === noAnswer ? [] : [[id, answer]]))),
  };
}
