import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lowestHashes } from '../../datasets/training/hash-split.ts';
import { jsonLines, writeDurably } from '../../src/durable-write.ts';
import { AccordError } from '../../src/errors.ts';
import type { LongRunning } from '../../src/progress.ts';
import type { RankingObjective } from '../../src/rerank/train/ranking-options.ts';
import { readTrainingRows } from '../../src/rerank/train/read-rows.ts';
import type { TrainingSource } from '../../src/rerank/train/reading-options.ts';
import type { TrainingRow } from '../../src/rerank/train/rows.ts';
import type { Arm, Experiment } from './experiment.ts';

export interface LearningCurveInput {
  /** Training rows. */
  rows: string;
  /** Candidate rows to measure on, or the name of a benchmark. */
  test: string;
  /** Where results, models and the drawn questions go. */
  out: string;
  /** Numbers of questions, beside all of them. */
  sizes: readonly number[];
  /** Negatives of a question in an epoch. */
  negatives: number;
}

const objective = { objective: 'listwise' } satisfies Partial<RankingObjective>;
const all = 'all questions';

/**
 * What a reranker learns from so many questions: an arm for each size. Smaller sets are parts of larger ones, drawn by the hash of the question. Every arm
 * takes the steps that an epoch over all questions takes, so that only the data differ: fewer questions come again, with other negatives. Writes the
 * questions of each size; those that are there stay.
 *
 * @throws AccordError `invalid-config` for sizes that leave nothing to compare; as {@link readTrainingRows}
 */
export async function learningCurve(
  { rows: path, test, out, sizes, negatives }: LearningCurveInput,
  { signal }: LongRunning = {},
): Promise<Experiment> {
  const rows: TrainingRow[] = [];
  for await (const row of readTrainingRows(path, { signal })) if (row.negatives.length > 0) rows.push(row);
  const smaller = [...new Set(sizes)].filter((size) => size < rows.length).sort((a, b) => a - b);
  if (smaller.length === 0) {
    throw new AccordError(
      'invalid-config',
      `${path} has ${rows.length} questions with negatives, none of the sizes ${sizes.join(', ')} is smaller.`,
      'Give smaller numbers with --sizes, or more rows.',
    );
  }
  const ordered = lowestHashes(rows, rows.length, ({ question }) => question);
  await mkdir(join(out, 'questions'), { recursive: true });
  const arms = new Map<string, Arm>();
  for (const size of [...smaller, rows.length]) {
    const file = join(out, 'questions', `${size}.jsonl`);
    if (!existsSync(file)) await writeDurably(file, jsonLines(ordered.slice(0, size)));
    const sources = repeated({ path: file, negatives }, size, rows.length);
    if (size === rows.length) arms.set(all, { description: `${size} questions, each once an epoch`, sources, objective });
    else {
      const times = (rows.length / size).toFixed(1);
      arms.set(`${size} questions`, { description: `each ${times} times in the same number of steps`, sources, objective, baseline: all });
    }
  }
  return { arms, test, out, config: { rows: path, questions: rows.length } };
}

/** A file of `size` rows so often that an epoch has `total` examples, the last time a part of it. */
function repeated(source: TrainingSource, size: number, total: number): TrainingSource[] {
  const rest = total % size;
  return [...Array<TrainingSource>(Math.floor(total / size)).fill(source), ...(rest > 0 ? [{ ...source, rows: rest }] : [])];
}
