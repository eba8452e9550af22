import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AccordError } from '../../errors.ts';
import type { LongRunning } from '../../progress.ts';
import { randomIntegers } from '../../random.ts';
import type { PassageStore } from '../../retrieval/store/store.ts';
import { fileBytes } from './file-bytes.ts';
import { emptyReport, type MiningReport, MiningRow, mine, parseMineOptions } from './mine.ts';
import type { MineOptions } from './mine-options.ts';
import { type QuestionBlindReport, questionBlindAuc } from './question-blind.ts';
import { readRowsAs, readTrainingRows } from './read-rows.ts';
import { reservoir } from './reservoir.ts';
import { openResumableRows } from './resumable-rows.ts';
import { storeCorpus } from './store-corpus.ts';

/** More rows make the check slower, not surer. */
const questionBlindSample = 4000;

export interface MineFileOptions extends LongRunning {
  /** Questions, `.jsonl` or `.jsonl.gz`; see {@link MiningRow}. */
  questions: string;
  /** Where the rows go. */
  out: string;
  options?: MineOptions;
  /** Drops what an interrupted run has left instead of going on with it. */
  restart?: boolean;
  /** Takes the error of an invalid row, which is then left out. */
  onInvalid?: ((error: AccordError) => void) | undefined;
}

export interface MineFileReport extends MiningReport {
  /** Rows of an interrupted run that were kept; the counts are of the others. */
  kept: number;
  questionBlind: QuestionBlindReport;
}

/**
 * Mines negatives for the questions of a file, writes training rows and checks them with a question-blind classifier. Interrupted, it leaves
 * `OUT.partial`, and the next run with the same questions, store and options goes on from there.
 *
 * @throws AccordError as {@link mine}, readTrainingRows and openResumableRows
 */
export async function mineFile(
  store: PassageStore,
  { questions, out, options = {}, restart = false, onInvalid, signal, onProgress }: MineFileOptions,
): Promise<MineFileReport> {
  const settings = parseMineOptions(options);
  const { hash, lines } = await fingerprint(questions);
  const { location, passages } = await store.info();
  const file = await openResumableRows(out, { questions: hash, store: location, passages, ...settings }, restart);
  const report = emptyReport();
  try {
    const done = file.rows > 0 ? await countKeys(readRowsAs(Key, file.path)) : new Map<string, number>();
    const rows = without(readRowsAs(MiningRow, questions, { onInvalid, signal }), done);
    const { depth, random, seed } = settings;
    const corpus = await storeCorpus(store, { depth, withRandom: random > 0, seed });
    const total = lines - file.rows;
    for await (const row of mine(rows, corpus, settings, { report, total, onInvalid, signal, onProgress })) await file.append(row);
    await file.finish();
  } finally {
    await file.close();
  }
  const sampled = await reservoir(readTrainingRows(out, { signal }), questionBlindSample, randomIntegers(1));
  return { ...report, kept: file.rows, questionBlind: questionBlindAuc(sampled) };
}

const Key = z.object({ id: z.string().optional(), question: z.string() });
const keyOf = ({ id, question }: z.infer<typeof Key>): string => id ?? question;

async function countKeys(rows: AsyncIterable<z.infer<typeof Key>>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return counts;
}

/** The rows that are not done. Rows that were invalid are tried, and counted, again. */
async function* without(rows: AsyncIterable<MiningRow>, done: Map<string, number>): AsyncGenerator<MiningRow> {
  for await (const row of rows) {
    const left = done.get(keyOf(row)) ?? 0;
    if (left > 0) done.set(keyOf(row), left - 1);
    else yield row;
  }
}

async function fingerprint(path: string): Promise<{ hash: string; lines: number }> {
  const hash = createHash('sha256');
  let lines = 0;
  for await (const chunk of fileBytes(path)) {
    hash.update(chunk);
    for (const byte of chunk) if (byte === 10) lines++;
  }
  return { hash: hash.digest('hex'), lines };
}
