import { hash } from 'node:crypto';
import { z } from 'zod';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { Passage, ScoredPassage } from '../../passage.ts';
import type { LongRunning } from '../../progress.ts';
import { randomIntegers } from '../../random.ts';
import type { Retriever } from '../../retrieval/retriever.ts';
import { type FalseNegative, falseNegatives } from './false-negatives.ts';
import { MineOptions } from './mine-options.ts';
import { PositivePassage, passageKey, TrainingRow } from './rows.ts';
import { type NegativeSource, selectNegatives } from './select-negatives.ts';

const MiningPositive = z.object({ ...PositivePassage.shape, text: z.string().optional() }).superRefine((positive, context) => {
  if (positive.text !== undefined)
    for (const issue of PositivePassage.safeParse(positive).error?.issues ?? []) context.addIssue({ ...issue });
  else if (positive.id === undefined) context.addIssue({ code: 'custom', message: 'the positive has neither text nor id' });
});

/** A question to mine for: a training row, whose positives may be named by id alone. Negatives that it has are kept. */
export const MiningRow = z.object({
  ...TrainingRow.shape,
  positives: z.array(MiningPositive).min(1, 'the row has no positive passage'),
  answers: z.array(z.string()).default([]).describe('Passages that hold one of them are no negatives'),
});
export type MiningRow = z.infer<typeof MiningRow>;

/** What is mined from. */
export interface MiningCorpus {
  retriever: Retriever;
  /** Passages by id; unknown ids are left out. */
  get(ids: string[]): Promise<Passage[]>;
  /** Wrong or right passages of the positives' own source, hardest first. */
  sameSource(row: TrainingRow, positives: readonly Passage[], signal?: AbortSignal): Promise<readonly Passage[]>;
  /** A sample of all passages. */
  random: readonly Passage[];
}

export interface MiningReport {
  questions: number;
  negatives: Record<NegativeSource, number>;
  /** Passages that were drawn, and left out as they may be right. */
  leftOut: Record<FalseNegative, number>;
  /** Questions that got fewer negatives than asked for. */
  short: number;
}

export const emptyReport = (): MiningReport => ({
  questions: 0,
  negatives: { hard: 0, 'same-source': 0, random: 0 },
  leftOut: { positive: 0, 'near-duplicate': 0, 'holds-answer': 0 },
  short: 0,
});

/** Rows that wait for retrieval at a time, so that encoding and searching overlap. */
const width = 8;

export interface MineRunOptions extends LongRunning {
  /** Counted up. */
  report?: MiningReport | undefined;
  /** How many rows there are, for the progress. */
  total?: number | undefined;
  /** Takes the error of a row that cannot be used, which is then left out; without it the first one is thrown. */
  onInvalid?: ((error: AccordError) => void) | undefined;
}

/**
 * Adds negatives to questions, in the order given. What a question gets depends on the options and the question alone, not on the rows around it.
 *
 * @throws AccordError `invalid-input` for a row whose positive the corpus does not know or whose negatives hold a positive, `invalid-config` for bad
 * options, `aborted`.
 */
export async function* mine(
  rows: AsyncIterable<MiningRow> | Iterable<MiningRow>,
  corpus: MiningCorpus,
  options: MineOptions = {},
  { signal, onProgress, report = emptyReport(), total, onInvalid }: MineRunOptions = {},
): AsyncGenerator<TrainingRow> {
  const settings = parseMineOptions(options);
  const mineOne = async (row: MiningRow): Promise<TrainingRow | null> => {
    let resolved: ResolvedRow;
    try {
      resolved = await resolve(row, corpus);
    } catch (error) {
      if (!onInvalid || !AccordError.isInstance(error) || error.code !== 'invalid-input') throw error;
      onInvalid(error);
      return null;
    }
    return mineRow(resolved, corpus, settings, report, signal);
  };
  let batch: MiningRow[] = [];
  let done = 0;
  const flush = async function* () {
    throwIfAborted(signal);
    for (const row of await Promise.all(batch.map(mineOne))) if (row) yield row;
    done += batch.length;
    batch = [];
    onProgress?.({ stage: 'mine', done, ...(total !== undefined && { total }) });
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === width) yield* flush();
  }
  yield* flush();
}

/** @throws AccordError `invalid-config` */
export function parseMineOptions(options: MineOptions): z.infer<typeof MineOptions> {
  const parsed = MineOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new AccordError('invalid-config', `Options of mining: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
}

interface ResolvedRow {
  row: TrainingRow;
  /** The positives as the corpus has them, where it does. */
  known: Passage[];
  answers: string[];
}

/** Fills in the positives that are named by id alone. */
async function resolve({ answers, ...row }: MiningRow, corpus: MiningCorpus): Promise<ResolvedRow> {
  const known = await corpus.get(row.positives.flatMap(({ id }) => id ?? []));
  const stored = new Map(known.map((passage) => [passage.id, passage]));
  const where = `The question "${row.id ?? row.question}"`;
  const positives = row.positives.map((positive) => {
    if (positive.text !== undefined) return positive;
    const passage = stored.get(positive.id!);
    if (passage) return { ...textOf(passage), ...positive };
    throw new AccordError(
      'invalid-input',
      `${where} names the positive "${positive.id}", which has no text and is not in the store.`,
      'Give its text, or name a store that holds it.',
    );
  });
  const parsed = TrainingRow.safeParse({ ...row, positives });
  if (parsed.success) return { row: parsed.data, known, answers };
  const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
  throw new AccordError('invalid-input', `${where}: ${z.core.toDotPath(path)}: ${message}.`, 'Correct the row, or leave such rows out.');
}

async function mineRow(
  { row, known, answers }: ResolvedRow,
  corpus: MiningCorpus,
  options: z.infer<typeof MineOptions>,
  report: MiningReport,
  signal: AbortSignal | undefined,
): Promise<TrainingRow> {
  const { id, question, positives, negatives: given } = row;
  const found = await corpus.retriever.retrieve(question, { k: options.depth, mode: options.mode, signal });
  const keys = new Set(positives.map(passageKey));
  const copies = [...known, ...found.map(({ passage }) => passage).filter((passage) => keys.has(passageKey(passage)))];
  const sameSource = options.sameSource > 0 ? await corpus.sameSource(row, copies, signal) : [];

  const judge = falseNegatives(
    { positives: [...positives, ...copies], answers: [...answers, ...spanTexts(positives)] },
    options.nearDuplicate,
  );
  const accept = (passage: Passage): boolean => {
    const reason = judge(passage);
    if (reason) report.leftOut[reason]++;
    return reason === null;
  };
  const selected = selectNegatives(
    { hard: difficult(found, keys, options), sameSource, random: corpus.random },
    Math.max(0, options.negatives - given.length),
    options,
    { keyOf: passageKey, accept, taken: given.map(passageKey) },
    randomIntegers(hash('sha256', `${options.seed} ${id ?? question}`, 'buffer').readInt32LE()),
  );
  report.questions++;
  if (given.length + selected.length < options.negatives) report.short++;
  const mined = selected.map(({ passage, source }) => {
    report.negatives[source]++;
    return { ...textOf(passage), source };
  });
  return { ...row, negatives: [...given, ...mined] };
}

const textOf = ({ id, title, text }: Passage) => ({ id, ...(title !== undefined && { title }), text });

const spanTexts = (positives: readonly PositivePassage[]): string[] =>
  positives.flatMap(({ text, spans }) => (spans ?? []).map(({ start, end }) => text.slice(start, end)));

/** What may be a hard negative by rank and score; the score of the best positive found is the measure. */
function difficult(found: readonly ScoredPassage[], positives: Set<string>, { minRank, maxShare }: z.infer<typeof MineOptions>): Passage[] {
  const isPositive = ({ passage }: ScoredPassage) => positives.has(passageKey(passage));
  const cosines = found.filter(isPositive).flatMap(({ scores }) => scores.dense ?? []);
  const cap = maxShare === undefined || cosines.length === 0 ? Number.POSITIVE_INFINITY : maxShare * Math.max(...cosines);
  return found.slice(minRank - 1).flatMap((each) => ((each.scores.dense ?? 0) > cap ? [] : each.passage));
}
