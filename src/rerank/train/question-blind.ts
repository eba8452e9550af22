import { hash } from 'node:crypto';
import type { Passage } from '../../passage.ts';
import { randomIntegers } from '../../random.ts';
import { rocArea } from './roc-area.ts';
import type { TrainingRow } from './rows.ts';

/** Above this a model can learn much from passages alone, without reading the question. */
export const questionBlindLimit = 0.65;

const folds = 5;
const epochs = 4;
const learningRate = 0.5;
/** Feature weights; what hashes to the same one shares it. */
const dimensions = 2 ** 18;

type Text = Pick<Passage, 'text'> & { title?: string | undefined };
type Row = Pick<TrainingRow, 'question'> & { positives: readonly Text[]; negatives: readonly Text[] };

/** Areas under the ROC curve, positives against negatives, for rows that the classifier was not trained on; NaN where there are none of one kind. */
export interface QuestionBlindReport {
  /** By the words and punctuation marks of the texts, as they are written. */
  words: number;
  /** By length, punctuation, first and last character, and whether there is a title. */
  form: number;
  questions: number;
}

/**
 * How well a classifier tells positives from negatives that never sees the question: logistic regression over binary features of a passage; five-fold, each
 * question in one fold. Rows with an area far above .5 teach a reranker how positives look instead of what answers a question. Below .5 is no fault: there
 * the positives of some questions are the negatives of others.
 */
export function questionBlindAuc(rows: readonly Row[], seed = 1): QuestionBlindReport {
  return { words: crossValidated(rows, words, seed), form: crossValidated(rows, form, seed), questions: rows.length };
}

function crossValidated(rows: readonly Row[], featuresOf: (passage: Text) => Iterable<string>, seed: number): number {
  const examples = rows.flatMap(({ question, positives, negatives }) => {
    const fold = hash('sha256', `${seed} ${question}`, 'buffer').readUInt32BE() % folds;
    const example = (positive: boolean) => (passage: Text) => {
      const features = Uint32Array.from(new Set(featuresOf(passage)), (feature) => fnv1a(feature) % dimensions);
      return { fold, positive, features };
    };
    return [...positives.map(example(true)), ...negatives.map(example(false))];
  });
  let sum = 0;
  let tested = 0;
  for (let fold = 0; fold < folds; fold++) {
    const weights = regression(
      examples.filter((example) => example.fold !== fold),
      randomIntegers(seed + fold),
    );
    const test = examples.filter((example) => example.fold === fold);
    const scores = (wanted: boolean) => test.filter(({ positive }) => positive === wanted).map(({ features }) => margin(weights, features));
    const area = rocArea(scores(true), scores(false));
    if (Number.isNaN(area)) continue;
    sum += area * test.length;
    tested += test.length;
  }
  return sum / tested;
}

interface Example {
  positive: boolean;
  features: Uint32Array;
}

/** Logistic regression by AdaGrad (Duchi, Hazan and Singer 2011), both classes with equal weight. */
function regression(examples: readonly Example[], random: () => number): Float64Array {
  const weights = new Float64Array(dimensions);
  const squares = new Float64Array(dimensions);
  const positives = examples.filter(({ positive }) => positive).length;
  const weightOf = { true: examples.length / (2 * positives), false: examples.length / (2 * (examples.length - positives)) };
  const order = Uint32Array.from(examples.keys());
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (const index of order) {
      const { positive, features } = examples[index]!;
      const probability = 1 / (1 + Math.exp(-margin(weights, features)));
      const slope = ((probability - Number(positive)) * weightOf[`${positive}`]) / Math.sqrt(features.length);
      for (const feature of features) {
        squares[feature]! += slope * slope;
        weights[feature]! -= (learningRate * slope) / (Math.sqrt(squares[feature]!) + 1e-8);
      }
    }
  }
  return weights;
}

/** Passages count alike, however many features they have. */
function margin(weights: Float64Array, features: Uint32Array): number {
  let sum = 0;
  for (const feature of features) sum += weights[feature]!;
  return sum / Math.sqrt(features.length);
}

function shuffle(items: Uint32Array, random: () => number): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random() % (last + 1);
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
}

const tokens = /[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}\s]+/gu;

function words({ text }: Text): string[] {
  const spaced = Array.from(text.matchAll(/(?<=\s)[^\p{L}\p{M}\p{N}\s](?=\s)/gu), ([mark]) => `spaced ${mark}`);
  return [...(text.match(tokens) ?? []), ...spaced];
}

function form({ title, text }: Text): string[] {
  const all = text.match(tokens) ?? [];
  const marks = all.filter((token) => !/[\p{L}\p{M}\p{N}]/u.test(token)).length;
  return [
    `length ${Math.round(4 * Math.log2(all.length + 1))}`,
    `marks ${Math.round((40 * marks) / (all.length + 1))}`,
    `first ${/^\p{Lu}/u.test(text) ? 'upper' : /^\p{Ll}/u.test(text) ? 'lower' : 'other'}`,
    `last ${/[\p{L}\p{N}]$/u.test(text.trimEnd()) ? 'word' : text.trimEnd().at(-1)}`,
    `title ${Boolean(title)}`,
  ];
}

function fnv1a(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
