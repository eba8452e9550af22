import { passageKey } from '../../src/rerank/train/rows.ts';
import { boolqQuestions } from './boolq.ts';
import { hashFraction, lowestHashes } from './hash-split.ts';
import { nqQuestions } from './nq.ts';
import type { Pool } from './pool.ts';
import type { TrainingQuestion } from './question.ts';
import { squadQuestions } from './squad.ts';
import { questionKey, testQuestionKeys } from './test-questions.ts';

const heldOutSizes = { nq: 300, squad: 200, boolq: 300 };
const boolqTrainShare = 0.7;

export const trainingSets = ['nq', 'squad', 'boolq'] as const;
type TrainingSet = (typeof trainingSets)[number];

export interface Splits {
  /** Without test questions. */
  all: Record<TrainingSet, TrainingQuestion[]>;
  /** To choose models by. */
  heldOut: Record<TrainingSet, TrainingQuestion[]>;
  /** Without those whose question is asked in a test set. */
  untested<T extends { question: string }>(questions: T[]): T[];
  /** Whether a question is a held-out one, or asks of a passage that one asks of. */
  isHeldOut(question: string, positives: readonly { id: string; text: string }[]): boolean;
}

/** Which questions may be trained on, which are held out, and which are tested on. */
export async function readSplits(directory: string, pool: Pool): Promise<Splits> {
  const tested = await testQuestionKeys(directory);
  const untested = <T extends { question: string }>(questions: T[]): T[] =>
    questions.filter(({ question }) => !tested.has(questionKey(question)));
  const all = {
    nq: untested(await nqQuestions(directory, pool)),
    squad: untested(await squadQuestions(directory, pool)),
    boolq: untested(await boolqQuestions(directory, pool)),
  };
  const heldOut = {
    nq: lowestHashes(all.nq, heldOutSizes.nq, ({ id }) => id),
    squad: lowestHashes(all.squad, heldOutSizes.squad, ({ id }) => id),
    boolq: lowestHashes(all.boolq.filter(isBoolqTraining), heldOutSizes.boolq, ({ id }) => id),
  };
  return { all, heldOut, untested, isHeldOut: heldOutTest(Object.values(heldOut).flat(), pool) };
}

/** BoolQ has one set, its validation: a part of its passages is for training. */
export function isBoolqTraining({ positives }: TrainingQuestion): boolean {
  return hashFraction(positives[0]!.id) < boolqTrainShare;
}

function heldOutTest(questions: readonly TrainingQuestion[], pool: Pool): Splits['isHeldOut'] {
  const keys = new Set(questions.map(({ question }) => questionKey(question)));
  const positives = questions.flatMap((question) => question.positives);
  const ids = new Set(positives.map(({ id }) => id));
  const texts = new Set(positives.map(passageKey));
  return (question, asked) =>
    keys.has(questionKey(question)) ||
    asked.some((positive) => ids.has(pool.get(positive.id)?.id ?? '') || texts.has(passageKey(positive)));
}
