import { throwIfAborted } from '../../src/errors.ts';
import { unscored } from '../../src/passage.ts';
import type { LongRunning } from '../../src/progress.ts';
import type { Reader } from '../../src/reader/reader.ts';
import type { CandidateRow } from '../../src/rerank/train/candidate-rows.ts';
import { readCandidates } from '../heldout.ts';
import { exactMatch } from '../measures/exact-match.ts';
import { f1 } from '../measures/f1.ts';

/** Values by measure, of one test question. */
export type QuestionValues = Record<string, number>;

export interface MeasureOptions extends LongRunning {
  depth: number;
  reader?: Reader | undefined;
  /** Questions that the reader answers, from the first on. */
  readLimit: number;
}

/** Passages that the reader is given. */
const readDepths = [1, 3];
const readAtOnce = 16;

/**
 * Reranks the first `depth` candidates of each question by the model's score alone, or leaves them in the order of the first stage where there is no model:
 * RR@10, R@1, and EM and F1 of the reader on the first passage and the first three. Candidates that hold an answer without being annotated count as wrong.
 */
export async function measureModel(
  model: string | undefined,
  rows: readonly CandidateRow[],
  { depth, reader, readLimit, ...running }: MeasureOptions,
): Promise<QuestionValues[]> {
  const scores = model === undefined ? undefined : await readCandidates(model, rows, depth, running);
  const ranked = rows.map(({ candidates }, i) => {
    const own = scores?.[i];
    const first = candidates.slice(0, depth);
    return own ? [...first.keys()].sort((a, b) => own[b]!.logit - own[a]!.logit).map((j) => first[j]!) : first;
  });
  const values = ranked.map((candidates): QuestionValues => {
    const rank = candidates.findIndex(({ label }) => label === 1);
    return { 'RR@10': rank >= 0 && rank < 10 ? 1 / (rank + 1) : 0, 'R@1': Number(rank === 0) };
  });
  if (!reader) return values;
  const answered = rows.slice(0, readLimit).flatMap((row, i) => (row.answers.length > 0 ? [i] : []));
  for (let at = 0; at < answered.length; at += readAtOnce) {
    throwIfAborted(running.signal);
    running.onProgress?.({ stage: 'read', done: at, total: answered.length });
    await Promise.all(
      answered.slice(at, at + readAtOnce).map(async (i) => {
        for (const k of readDepths) {
          const { question, answers } = rows[i]!;
          const [best] = await reader.read({ question, passages: ranked[i]!.slice(0, k).map(unscored), signal: running.signal });
          values[i]![`EM, first ${k}`] = exactMatch.compute(best?.answer ?? '', answers);
          values[i]![`F1, first ${k}`] = f1.compute(best?.answer ?? '', answers);
        }
      }),
    );
  }
  return values;
}
