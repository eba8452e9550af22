import { z } from 'zod';
import { defined } from '../src/defined.ts';
import { type ScoredPassage, unscored } from '../src/passage.ts';
import { PreferenceRecord } from '../src/rerank/preference/record.ts';
import { CandidateRow } from '../src/rerank/train/candidate-rows.ts';
import { readRowsAs } from '../src/rerank/train/read-rows.ts';
import { TrainingRow } from '../src/rerank/train/rows.ts';
import { preferredLists } from './preferred-lists.ts';

/** Passages for a question, each right, wrong or neither. */
export interface JudgedList {
  question: string;
  /** In the order of the first stage. Without one the wrong ones come first, so that a model gains nothing by giving all the same score. */
  passages: ScoredPassage[];
  /** Ids of right passages. */
  right: Set<string>;
  /** Ids of wrong ones; those that hold an answer but are not annotated are in neither set. */
  wrong: Set<string>;
}

/** Rows with the lists of a first stage, preference records, or rows to train on: whichever keys a row has. */
const Row = z.unknown().transform((value, context): JudgedList | PreferenceRecord => {
  const has = (key: string) => typeof value === 'object' && value !== null && key in value;
  const schema = has('schemaVersion')
    ? PreferenceRecord
    : has('candidates')
      ? CandidateRow.transform(ofCandidates)
      : TrainingRow.transform(ofTraining);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
});

/**
 * The rows of a JSON Lines file, `.gz` too: candidate rows, preference records, or training rows. `firstStage`: all of them say what a first stage found.
 *
 * @throws AccordError `invalid-input` naming the row that is neither, and for a file without rows; `not-found`, `unreadable-file`, `aborted`.
 */
export async function readJudgedLists(
  path: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<{ lists: JudgedList[]; firstStage: boolean }> {
  const lists: JudgedList[] = [];
  const records: PreferenceRecord[] = [];
  for await (const row of readRowsAs(Row, path, options)) 'schemaVersion' in row ? records.push(row) : lists.push(row);
  if (records.length > 0) lists.push(...(await preferredLists(records)));
  return { lists, firstStage: lists.every(({ passages }) => passages.every(({ scores }) => Object.keys(scores).length > 0)) };
}

/** A candidate row as a judged list. */
export function ofCandidates({ question, candidates }: CandidateRow): JudgedList {
  const passages = candidates.map(
    (candidate): ScoredPassage => ({ ...unscored(candidate), scores: defined(candidate.scores), ranks: defined(candidate.ranks) }),
  );
  const ids = (wanted: (candidate: CandidateRow['candidates'][number]) => boolean) =>
    new Set(candidates.filter(wanted).map(({ id }) => id));
  return {
    question,
    passages,
    right: ids(({ label }) => label === 1),
    wrong: ids(({ label, holdsAnswer }) => label === 0 && !holdsAnswer),
  };
}

function ofTraining({ question, positives, negatives }: TrainingRow): JudgedList {
  const numbered =
    (kind: string) =>
    ({ title, text }: { title?: string | undefined; text: string }, i: number): ScoredPassage =>
      unscored({ id: `${kind} ${i + 1}`, title, text });
  const wrong = negatives.map(numbered('negative'));
  const right = positives.map(numbered('positive'));
  const ids = (passages: ScoredPassage[]) => new Set(passages.map(({ passage }) => passage.id));
  return { question, passages: [...wrong, ...right], right: ids(right), wrong: ids(wrong) };
}
