import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLines, writeDurably } from '../../src/durable-write.ts';
import { AccordError } from '../../src/errors.ts';
import { Rng } from '../../src/nn/training/rng.ts';
import type { LongRunning } from '../../src/progress.ts';
import { readPreferenceRecords } from '../../src/rerank/preference/read-records.ts';
import { contentHash, type PreferenceRecord } from '../../src/rerank/preference/record.ts';
import { readTrainingRows } from '../../src/rerank/train/read-rows.ts';
import type { TrainingSource } from '../../src/rerank/train/reading-options.ts';
import { passageKey, type TrainingRow } from '../../src/rerank/train/rows.ts';
import { sample } from '../statistics/sample.ts';
import type { Labels } from './arms.ts';

/** Decides which questions are drawn and how labels are shuffled, for every seed of training alike. */
const drawSeed = 17;

export interface LabelInput {
  rows: string;
  preferences?: string | undefined;
  limit: number;
}

/** The file that arms with these labels train on. */
export function sourceOf(directory: string, labels: Labels, negatives: number): TrainingSource {
  const path = join(directory, 'labels', `${labels.replaceAll(/[ ,]+/g, '-')}.jsonl`);
  return { path, negatives, ...(labels.startsWith('probed') && { preferences: true as const }) };
}

/**
 * Writes the training files of all kinds of labels, over the same questions and passages; those that are there stay.
 * @throws AccordError `invalid-input` where no probed question is among the rows
 */
export async function writeLabelFiles(directory: string, input: LabelInput, { signal }: LongRunning = {}): Promise<void> {
  await mkdir(join(directory, 'labels'), { recursive: true });
  const write = (labels: Labels, lines: readonly object[]) => writeDurably(sourceOf(directory, labels, 1).path, jsonLines(lines));
  const missing = (labels: Labels) => !existsSync(sourceOf(directory, labels, 1).path);

  if (missing('shuffled rows')) {
    const rows: TrainingRow[] = [];
    for await (const row of readTrainingRows(input.rows, { signal })) if (row.negatives.length > 0) rows.push(row);
    const drawn = sample(rows, input.limit, drawSeed);
    await write('rows', drawn);
    await write(
      'shuffled rows',
      drawn.map((row, i) => shuffleRow(row, Rng.of(drawSeed, i))),
    );
  }
  if (input.preferences === undefined || !missing('probed, shuffled')) return;
  const gold = await goldTexts(input.rows, signal);
  const byQuestion = new Map<string, PreferenceRecord[]>();
  for await (const record of readPreferenceRecords(input.preferences, { signal })) {
    const { text } = record.question;
    if (gold.has(text)) byQuestion.set(text, [...(byQuestion.get(text) ?? []), record]);
  }
  if (byQuestion.size === 0) {
    throw new AccordError(
      'invalid-input',
      `No question of ${input.preferences} is among those of ${input.rows}.`,
      'Probe questions of the rows: the control compares both labels of the same passages.',
    );
  }
  const records = sample([...byQuestion.values()], input.limit, drawSeed);
  await write('probed', records.flat());
  await write(
    'probed, by gold',
    records.flatMap((own) => own.map((record) => byAnnotation(record, gold.get(record.question.text)!))),
  );
  await write(
    'probed, shuffled',
    records.flatMap((own, i) => shuffleDegrees(own, Rng.of(drawSeed, i))),
  );
}

/** As many positives as before, any of the passages. */
function shuffleRow(row: TrainingRow, rng: Rng): TrainingRow {
  const all = rng.shuffle([...row.positives, ...row.negatives].map(({ title, text }) => ({ ...(title !== undefined && { title }), text })));
  const { length } = row.positives;
  return { ...row, positives: all.slice(0, length), negatives: all.slice(length) };
}

function shuffleDegrees(records: readonly PreferenceRecord[], rng: Rng): PreferenceRecord[] {
  const degrees = rng.shuffle(records.map(({ degree }) => degree));
  return records.map((record, i) => ({ ...record, degree: degrees[i]! }));
}

/** The annotated passages of each question. */
async function goldTexts(path: string, signal: AbortSignal | undefined): Promise<Map<string, Set<string>>> {
  const gold = new Map<string, Set<string>>();
  for await (const { question, positives } of readTrainingRows(path, { signal })) {
    gold.set(
      question,
      new Set([...(gold.get(question) ?? []), ...positives.flatMap((passage) => [contentHash(passage), passageKey(passage)])]),
    );
  }
  return gold;
}

/** The same passage, labelled by whether it is annotated. */
function byAnnotation({ schemaVersion, question, passage }: PreferenceRecord, gold: ReadonlySet<string>): PreferenceRecord {
  const relevant = gold.has(passage.contentHash) || (passage.text !== undefined && gold.has(passageKey({ text: passage.text })));
  return { schemaVersion, question, passage, degree: relevant ? 1 : -1, degreeUnit: 'verdict', signal: 'gold', outcomes: [{ relevant }] };
}
