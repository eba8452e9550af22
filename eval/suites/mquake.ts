import { z } from 'zod';
import { hashFraction } from '../../datasets/training/hash-split.ts';
import { randomIntegers } from '../../src/random.ts';
import { abstentionRate } from '../measures/conflict/abstention-rate.ts';
import { accuracy } from '../measures/conflict/accuracy.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';
import { sample as draw } from '../statistics/sample.ts';
import type { ConflictItem } from './conflict-item.ts';
import type { ItemSuite } from './item-suite.ts';
import { readData } from './read-data.ts';
import { majorityVote, plainRag } from './systems/baselines.ts';
import { isolateAggregate } from './systems/isolate-aggregate.ts';

const Edit = z.object({ question: z.string(), old: z.string(), new: z.string(), edit_fact: z.string() });
const MquakeRow = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()).min(1),
  meta: z.object({ case_id: z.number(), old_answer: z.string(), old_answer_alias: z.array(z.string()).default([]), edits: z.array(Edit) }),
});
type MquakeRow = z.infer<typeof MquakeRow>;
type Edit = z.infer<typeof Edit>;

/** Edits of other cases among the question's own. */
const foreign = 20;

/**
 * Questions over four hops each of which an edit has changed. The edits of a case, shuffled among 20 of other cases that do not contradict them, are what
 * the user states (ours) and what the passages say (baselines): the same text for both. What hops there are is not told. Errors by what was answered: the
 * answer before the edits, an object on the way, another one, none.
 *
 * Rules were made on the cases whose hash is below ½; the figures are of the others.
 *
 * Source: Zhong et al., MQuAKE, EMNLP 2023; the hard subset of Wang et al., DeepEdit, 2024.
 */
export const mquake: ItemSuite = {
  name: 'mquake',
  description: 'MQuAKE-hard: four edited hops, stated by the user among edits of other cases',
  policy: { answers: 'one' },
  baselines: { 'plain RAG': plainRag, 'majority vote': majorityVote, 'isolate then aggregate': isolateAggregate },
  measures: [accuracy, abstentionRate],
  compared: ['Accuracy'],
  score: ({ facts: { gold = [], memory = [], wrong = [] } }, predictions) => {
    const right = givesAnswer(predictions, gold);
    const before = !right && givesAnswer(predictions, memory);
    const onTheWay = !right && !before && givesAnswer(predictions, wrong);
    return {
      'error: before the edits': Number(before),
      'error: on the way': Number(onTheWay),
      'error: another': Number(!right && !before && !onTheWay && predictions.length > 0),
    };
  },
  async load({ sample, seed }) {
    const rows = await readData('mquake_hard/test', MquakeRow);
    const edits = [...new Map(rows.flatMap(({ meta }) => meta.edits.map((edit) => [edit.question, edit] as const))).values()];
    return sample(rows.filter(({ meta }) => hashFraction(String(meta.case_id)) >= 0.5)).map((row) => asItem(row, edits, seed));
  },
};

function asItem({ id, question, answers, meta }: MquakeRow, all: readonly Edit[], seed: number): ConflictItem {
  const own = new Set(meta.edits.map((edit) => edit.question));
  const others = all.filter((edit) => !own.has(edit.question));
  const stated = shuffled([...meta.edits, ...draw(others, foreign, seed + meta.case_id)], seed + meta.case_id);
  return {
    id,
    cluster: String(meta.case_id),
    question,
    passages: stated.map(({ edit_fact: text }, i) => ({ id: `${id}/${i}`, text, document: { id: `${id}/${i}` }, metadata: {} })),
    assumptions: stated.map(({ edit_fact }) => edit_fact),
    facts: { gold: answers, memory: [meta.old_answer, ...meta.old_answer_alias], wrong: meta.edits.slice(0, -1).map((edit) => edit.new) },
  };
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  const next = randomIntegers(seed);
  for (let last = result.length - 1; last > 0; last--) {
    const other = next() % (last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
