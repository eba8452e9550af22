import type { ScoredPassage } from '../src/passage.ts';
import type { LongRunning } from '../src/progress.ts';
import type { CandidateRow } from '../src/rerank/train/candidate-rows.ts';
import { rocArea } from '../src/rerank/train/roc-area.ts';
import { readCandidates } from './heldout.ts';
import { type JudgedList, ofCandidates } from './judged-lists.ts';
import { randomIntegers } from './statistics/random.ts';
import { sample } from './statistics/sample.ts';

/**
 * Area under the ROC curve of a model's logits, right passages against wrong ones over all questions, asked with their own question and with another one. Far
 * above .5 for another one, the model knows right passages by their looks.
 */
export interface QuestionAuc {
  ownQuestion: number;
  otherQuestion: number;
}

/** Logits by passage, asked with the list's own question and with the other one. */
export interface Reading {
  own: ReadonlyMap<string, number>;
  other: ReadonlyMap<string, number>;
}

/** How many wrong passages of a question are read with another question. */
const wrongPerQuestion = 3;

/** For each list the question of another one, and the passages to read with it: all right ones, a few wrong ones; none for lists without both. */
export function otherQuestions(lists: readonly JudgedList[], seed: number): { question: string; drawn: ScoredPassage[] }[] {
  const next = randomIntegers(seed);
  return lists.map(({ passages, right, wrong }, i) => {
    const question = lists[(i + 1 + (next() % Math.max(lists.length - 1, 1))) % lists.length]!.question;
    const of = (ids: ReadonlySet<string>) => passages.filter(({ passage }) => ids.has(passage.id));
    const [rightOnes, wrongOnes] = [of(right), sample(of(wrong), wrongPerQuestion, seed + i)];
    const usable = lists.length > 1 && rightOnes.length > 0 && wrongOnes.length > 0;
    return { question, drawn: usable ? [...wrongOnes, ...rightOnes] : [] };
  });
}

/** The areas over what was read of each list; null where there is nothing right or nothing wrong. */
export function questionAuc(lists: readonly JudgedList[], readings: readonly Reading[]): QuestionAuc | null {
  const area = (which: keyof Reading): number => {
    const logits = (wanted: boolean) =>
      readings.flatMap((reading, i) => [...reading[which]].flatMap(([id, logit]) => (lists[i]!.right.has(id) === wanted ? [logit] : [])));
    return rocArea(logits(true), logits(false));
  };
  const auc = { ownQuestion: area('own'), otherQuestion: area('other') };
  return Number.isNaN(auc.otherQuestion) ? null : auc;
}

/** The areas of a model directory on held-out questions with candidates. */
export async function modelQuestionAuc(
  model: string,
  rows: readonly CandidateRow[],
  running: LongRunning = {},
): Promise<QuestionAuc | null> {
  const lists = rows.map(ofCandidates);
  const others = otherQuestions(lists, 1);
  const drawn = rows.map((row, i) => {
    const ids = new Set(others[i]!.drawn.map(({ passage }) => passage.id));
    return { ...row, candidates: row.candidates.filter(({ id }) => ids.has(id)) };
  });
  const read = async (asked: readonly CandidateRow[]) => {
    const readings = await readCandidates(model, asked, Number.POSITIVE_INFINITY, running);
    return readings.map((own, i) => new Map(own.map(({ logit }, j) => [asked[i]!.candidates[j]!.id, logit])));
  };
  const [own, other] = [await read(drawn), await read(drawn.map((row, i) => ({ ...row, question: others[i]!.question })))];
  return questionAuc(
    lists,
    own.map((logits, i) => ({ own: logits, other: other[i]! })),
  );
}
