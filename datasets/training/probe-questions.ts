import type { ProbeQuestion } from '../../src/rerank/preference/probe/probe-question-row.ts';
import { readPool } from './pool.ts';
import { readSplits } from './splits.ts';

export type ProbeSplit = 'train' | 'heldout' | 'all';

/** Questions of Natural Questions with their answers: those to train on, those that are held out to choose models by, or both; none that is tested on. */
export async function nqProbeQuestions(directory: string, split: ProbeSplit): Promise<ProbeQuestion[]> {
  const { all, heldOut, isHeldOut } = await readSplits(directory, await readPool(directory));
  const chosen = {
    all: all.nq,
    heldout: heldOut.nq,
    train: all.nq.filter(({ question, positives }) => !isHeldOut(question, positives)),
  }[split];
  return chosen.map(({ id, question, answers }) => ({ id, question, answers }));
}
