import { z } from 'zod';
import { dataFile, findDataDirectory } from '../datasets/find-data.ts';
import { readRows } from '../datasets/read-rows.ts';
import { AccordError } from '../src/errors.ts';
import { normalizeAnswer } from './measures/normalize-answer.ts';
import { randomIntegers } from './statistics/random.ts';
import { sample } from './statistics/sample.ts';

export interface PairOptions {
  /** The rules were developed on `dev`. */
  split: 'dev' | 'test';
  /** At most so many pairs of a kind and data set. */
  size?: number;
  seed?: number;
}

/** Two answers and whether they are the same. */
export interface AnswerPair {
  a: string;
  b: string;
  same: boolean;
  set: 'triviaqa' | 'nq' | 'webquestions';
}

/** How often a lookalike is drawn for an answer before it goes without. */
const draws = 10;
const parts = {
  dev: ['triviaqa/dpr_dev', 'nq_open/dpr_dev', 'webquestions/train'],
  test: ['triviaqa/dpr_test', 'nq_open/nqopen_dev', 'webquestions/test'],
} as const;
const AnswerRow = z.object({ id: z.string(), answers: z.array(z.string()) });

/**
 * A labelled set for the equivalence of answers, made of alias lists at run time. Same: two names of one TriviaQA answer, two right answers
 * of an NQ question that share a word (others there are mostly answers to other readings). Different: answers of two TriviaQA or NQ questions that share a
 * word or are numbers of one magnitude, and two of several answers of a WebQuestions question, which lists things, not names.
 *
 * @throws AccordError `data-missing` without the data.
 */
export async function equivalencePairs({ split, size = 2000, seed = 42 }: PairOptions): Promise<AnswerPair[]> {
  const directory = findDataDirectory();
  if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');
  const read = async (part: string) => {
    const lists: string[][] = [];
    for await (const { answers } of readRows(dataFile(directory, part), AnswerRow)) lists.push(distinct(answers));
    return lists;
  };
  const [trivia, nq, web] = await Promise.all(parts[split].map(read));
  return [
    ...positives(trivia!, size, seed, 'triviaqa'),
    ...positives(nq!, size, seed, 'nq').filter(({ a, b }) => features(a).some((feature) => features(b).includes(feature))),
    ...lookalikes(trivia!, size, seed, 'triviaqa'),
    ...lookalikes(nq!, size, seed, 'nq'),
    ...positives(web!, size, seed, 'webquestions').map((pair) => ({ ...pair, same: false })),
  ];
}

/** Answers whose normalised texts differ: equal ones need no judgement. */
function distinct(answers: readonly string[]): string[] {
  return [...new Map(answers.map((answer) => [normalizeAnswer(answer), answer])).entries()].flatMap(([key, answer]) =>
    key ? [answer] : [],
  );
}

/** One pair of every list. */
function positives(lists: readonly string[][], size: number, seed: number, set: AnswerPair['set']): AnswerPair[] {
  const several = lists.filter((list) => list.length > 1);
  return sample(several, size, seed).map((list, index) => {
    const [a, b] = sample(list, 2, seed + index);
    return { a: a!, b: b!, same: true, set };
  });
}

function lookalikes(lists: readonly string[][], size: number, seed: number, set: AnswerPair['set']): AnswerPair[] {
  const byFeature = new Map<string, number[]>();
  lists.forEach((list, index) => {
    for (const feature of features(list[0] ?? '')) {
      const known = byFeature.get(feature);
      if (known) known.push(index);
      else byFeature.set(feature, [index]);
    }
  });
  const next = randomIntegers(seed);
  const pairs: AnswerPair[] = [];
  lists.forEach((list, index) => {
    const [answer] = list;
    if (answer === undefined) return;
    const near = features(answer).flatMap((feature) => byFeature.get(feature)!);
    for (let draw = 0; draw < draws && near.length > 0; draw++) {
      const other = near[next() % near.length]!;
      if (other === index || sharesName(lists[other]!, list)) continue;
      pairs.push({ a: answer, b: lists[other]![0]!, same: false, set });
      break;
    }
  });
  return sample(pairs, size, seed);
}

function sharesName(a: readonly string[], b: readonly string[]): boolean {
  const names = new Set(a.map((name) => normalizeAnswer(name).replaceAll(' ', '')));
  return b.some((name) => names.has(normalizeAnswer(name).replaceAll(' ', '')));
}

/** Words; for a number how many digits it has. */
function features(answer: string): string[] {
  return normalizeAnswer(answer)
    .split(' ')
    .map((token) => (/^\d+$/.test(token) ? `#${token.length}` : token))
    .filter((token) => token.length > 1 && !/^(?:of|and|in|on|to|de|at)$/.test(token));
}
