import { readAssumptions } from '../../src/conflict/assumptions.ts';
import type { Passage } from '../../src/passage.ts';
import { abstentionRate } from '../measures/conflict/abstention-rate.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';
import { exactMatch } from '../measures/exact-match.ts';
import { f1 } from '../measures/f1.ts';
import type { ConflictItem } from './conflict-item.ts';
import { PassagesRow } from './data-rows.ts';
import { openHardNegatives } from './hard-negatives.ts';
import type { ItemSuite, LoadOptions } from './item-suite.ts';
import { readData } from './read-data.ts';
import { majorityVote, plainRag } from './systems/baselines.ts';

/** Irrelevant passages of the mixed part. */
const distractors = 4;

/**
 * Counterfactual questions ("If …") over their annotated passages, and over these among four irrelevant ones (BM25). Without hierarchy the reader's best
 * span is given; ours also reads the assumption as the user's word. Errors by where the answer comes from: the assumption, an annotated passage, an
 * irrelevant one; and F1 apart for questions whose answer is in no passage, which no extractive reader can give.
 *
 * Source: Yu et al., IfQA: a dataset for open-domain question answering under counterfactual presuppositions, EMNLP 2023.
 */
const ifqaSuite = (name: string, description: string, part: string): ItemSuite => ({
  name,
  description,
  policy: { answers: 'one', gate: 0 },
  baselines: { 'plain RAG': plainRag, 'majority vote': majorityVote },
  measures: [abstentionRate],
  compared: ['F1', 'EM'],
  score,
  load: async (options) => load(part, options),
});

export const ifqa = ifqaSuite('ifqa', 'IfQA (test): questions under an assumption', 'ifqa/full_split_test');
export const ifqaDev = ifqaSuite('ifqa-dev', 'development: the same on the dev part', 'ifqa/full_split_dev');

const annotated = 'annotated:';

async function load(part: string, options: LoadOptions): Promise<ConflictItem[]> {
  const rows = options.sample(await readData(part, PassagesRow));
  const negatives = await openHardNegatives(options);
  try {
    const items: ConflictItem[] = [];
    for (const { id, question, answers, contexts } of rows) {
      const gold = contexts.map(
        ({ id, title, text }): Passage => ({
          id: `${annotated}${id}`,
          text,
          ...(title && { title }),
          document: { id },
          metadata: {},
        }),
      );
      const texts = new Set(gold.map(({ text }) => text));
      const irrelevant = (await negatives.find(question, answers, 2 * distractors)).filter(({ text }) => !texts.has(text));
      const shared = { cluster: id, question, facts: { gold: answers } };
      items.push(
        { ...shared, id: `${id}/gold`, part: 'annotated passages', passages: gold },
        { ...shared, id: `${id}/mixed`, part: 'mixed with irrelevant', passages: [...gold, ...irrelevant.slice(0, distractors)] },
      );
    }
    return items;
  } finally {
    await negatives.close();
  }
}

function score({ question, passages, facts: { gold = [] } }: ConflictItem, predictions: readonly string[]): Record<string, number> {
  const [prediction = ''] = predictions;
  const answers = [...gold];
  const value = f1.compute(prediction, answers);
  const right = passages.filter(({ id }) => id.startsWith(annotated)).map(({ text }) => text);
  const reachable = givesAnswer(right, gold);
  const wrong = exactMatch.compute(prediction, answers) === 0 && prediction !== '';
  const assumed = readAssumptions(question).map(({ text }) => text);
  const fromAssumption = wrong && givesAnswer(assumed, [prediction]);
  const fromAnnotated = wrong && !fromAssumption && givesAnswer(right, [prediction]);
  return {
    F1: value,
    EM: exactMatch.compute(prediction, answers),
    [reachable ? 'F1, answer in a passage' : 'F1, answer in none']: value,
    'error: from the assumption': Number(fromAssumption),
    'error: other span of the right passage': Number(fromAnnotated),
    'error: irrelevant passage': Number(wrong && !fromAssumption && !fromAnnotated),
  };
}
