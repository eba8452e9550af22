import { z } from 'zod';
import { accuracy } from '../measures/conflict/accuracy.ts';
import { attackSuccess } from '../measures/conflict/attack-success.ts';
import { overUpdating } from '../measures/conflict/over-updating.ts';
import type { ConflictItem } from './conflict-item.ts';
import type { ItemSuite } from './item-suite.ts';
import { readData } from './read-data.ts';
import { closedBook, majorityVote, plainRag } from './systems/baselines.ts';
import { isolateAggregate } from './systems/isolate-aggregate.ts';

const RgbRow = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()).min(1),
  contexts: z.array(z.object({ id: z.string(), text: z.string(), type: z.string() })),
  meta: z.object({ fake_answer: z.union([z.string(), z.array(z.string())]) }),
});

/** Noise rate .4 of five passages, as in the paper. */
const wrongPassages = 3;
const irrelevant = 2;

/**
 * Passages with an error put in, and irrelevant ones, against a declared memory that is right: an answer after the passages is an over-update. A second part
 * gives as many of the passages without the error.
 *
 * Source: Chen et al., Benchmarking large language models in retrieval-augmented generation, AAAI 2024 (RGB), counterfactual robustness.
 */
export const rgb: ItemSuite = {
  name: 'rgb',
  description: 'RGB: passages with a factual error against a memory that is right (53 questions, report only)',
  policy: { answers: 'one' },
  baselines: {
    'always context (plain RAG)': plainRag,
    'always memory': closedBook,
    'majority vote': majorityVote,
    'isolate then aggregate': isolateAggregate,
  },
  measures: [accuracy, attackSuccess, overUpdating],
  compared: ['Accuracy'],
  dial: ['Accuracy', 'OverUpdating'],
  load: async ({ sample }) => sample(await readData('rgb/en_fact', RgbRow)).flatMap(asItems),
};

function asItems({ id, question, answers, contexts, meta }: z.infer<typeof RgbRow>): ConflictItem[] {
  const wrong = [meta.fake_answer].flat();
  const ofType = (type: string, count: number) =>
    contexts
      .filter((context) => context.type.startsWith(type))
      .slice(0, count)
      .map(({ id, text }) => ({ id, text, document: { id }, metadata: {} }));
  const errors = ofType('positive_wrong', wrongPassages);
  const right = contexts.filter(({ type }) => type === 'positive').slice(0, wrongPassages);
  const noise = ofType('negative', irrelevant);
  const shared = { cluster: id, question, memory: { answer: answers[0]! } };
  return [
    {
      ...shared,
      id: `${id}/errors`,
      part: 'errors',
      passages: [...errors, ...noise],
      facts: { gold: answers, context: wrong, memory: answers, wrong },
    },
    {
      ...shared,
      id: `${id}/mixed`,
      part: 'errors and as many without',
      passages: [...errors, ...right.map(({ id, text }) => ({ id, text, document: { id }, metadata: {} })), ...noise],
      facts: { gold: answers, memory: answers, wrong },
    },
  ];
}
