import { hash } from 'node:crypto';
import { z } from 'zod';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { Passage, ScoredPassage } from '../../passage.ts';
import type { LongRunning } from '../../progress.ts';
import { randomIntegers } from '../../random.ts';
import { type Retriever, retrievalModes } from '../../retrieval/retriever.ts';
import { type FalseNegative, falseNegatives } from './false-negatives.ts';
import { NegativePassage, PositivePassage, passageKey, type TrainingRow } from './rows.ts';
import { type NegativeSource, selectNegatives } from './select-negatives.ts';

export const MineOptions = z
  .strictObject({
    negatives: z.int().min(1).max(1000).default(8).describe('Negatives a question; training draws some of them anew each epoch'),
    depth: z
      .int()
      .min(1)
      .max(10_000)
      .default(50)
      .describe('Hard negatives come from so many best passages: what the reranker will be given'),
    mode: z.enum(retrievalModes).optional().describe('What finds hard negatives; default: what the store can'),
    sameSource: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("Share of negatives from the positive's own source, where passages name one"),
    random: z.number().min(0).max(1).default(0).describe('Share of negatives drawn from all passages'),
    rankBias: z.number().min(0).max(4).default(0.5).describe('Rank r is drawn with weight r^-bias; 0: all ranks alike'),
    minRank: z.int().min(1).default(1).describe('Hard negatives begin at this rank; above 1 where right passages may be unlabelled'),
    maxShare: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("Leaves out hard negatives whose cosine is above this share of the positive's, .95 in NV-Retriever; default: none"),
    nearDuplicate: z
      .number()
      .min(0.01)
      .max(1)
      .default(0.5)
      .describe('Passages that share this part of their shingles with a positive are left out'),
    seed: z.int().min(0).default(1).describe('Equal seeds, equal negatives'),
  })
  .refine(({ sameSource, random }) => sameSource + random <= 1, { message: 'the shares sum to more than 1', path: ['random'] });
export type MineOptions = z.input<typeof MineOptions>;

/** A question to mine for: a training row, whose positives may be named by id alone and whose negatives are kept. */
export const MiningRow = z.object({
  id: z.string().min(1).optional(),
  question: z.string().refine((text) => text.trim() !== '', 'the question is empty'),
  positives: z
    .array(z.union([PositivePassage, z.object({ id: z.string().min(1), text: z.undefined().optional() })]))
    .min(1, 'the row has no positive passage'),
  negatives: z.array(NegativePassage).default([]),
  answers: z.array(z.string()).default([]).describe('Passages that hold one of them are no negatives'),
  source: z.string().optional(),
});
export type MiningRow = z.infer<typeof MiningRow>;

/** What is mined from. */
export interface MiningCorpus {
  retriever: Retriever;
  /** Passages by id; unknown ids are left out. */
  get(ids: string[]): Promise<Passage[]>;
  /** Wrong or right passages of the positives' own source, hardest first. */
  sameSource(row: MiningRow, positives: readonly Passage[], signal?: AbortSignal): Promise<readonly Passage[]>;
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

/**
 * Adds negatives to questions, in the order given. What a question gets depends on the options and the question alone, not on the rows around it.
 *
 * @param report is counted up
 * @throws AccordError `invalid-input` for a positive that the corpus does not know, `invalid-config` for bad options, `aborted`.
 */
export async function* mine(
  rows: AsyncIterable<MiningRow> | Iterable<MiningRow>,
  corpus: MiningCorpus,
  options: MineOptions = {},
  { signal, onProgress, report = emptyReport(), total }: LongRunning & { report?: MiningReport; total?: number } = {},
): AsyncGenerator<TrainingRow> {
  const parsed = MineOptions.safeParse(options);
  if (!parsed.success) {
    throw new AccordError('invalid-config', `Options of mining: ${z.prettifyError(parsed.error)}`, 'Correct the options named above.');
  }
  const mineOne = (row: MiningRow) => mineRow(row, corpus, parsed.data, report, signal);
  let batch: MiningRow[] = [];
  const flush = async function* () {
    throwIfAborted(signal);
    yield* await Promise.all(batch.map(mineOne));
    batch = [];
    onProgress?.({ stage: 'mine', done: report.questions, ...(total !== undefined && { total }) });
  };
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === width) yield* flush();
  }
  yield* flush();
}

async function mineRow(
  row: MiningRow,
  corpus: MiningCorpus,
  options: z.infer<typeof MineOptions>,
  report: MiningReport,
  signal: AbortSignal | undefined,
): Promise<TrainingRow> {
  const { id, question, answers, negatives: given, source } = row;
  const stored = new Map(
    (await corpus.get(row.positives.flatMap((positive) => positive.id ?? []))).map((passage) => [passage.id, passage]),
  );
  const positives = row.positives.map((positive) => completed(positive, stored, row));
  const found = await corpus.retriever.retrieve(question, { k: options.depth, mode: options.mode, signal });
  const keys = new Set(positives.map(passageKey));
  const known = [...stored.values(), ...found.map(({ passage }) => passage).filter((passage) => keys.has(passageKey(passage)))];
  const sameSource = options.sameSource > 0 ? await corpus.sameSource(row, known, signal) : [];

  const judge = falseNegatives(
    { positives: [...positives, ...known], answers: [...answers, ...spanTexts(positives)] },
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
    { keyOf: passageKey, accept },
    randomIntegers(hash('sha256', `${options.seed} ${id ?? question}`, 'buffer').readInt32LE()),
  );
  report.questions++;
  if (given.length + selected.length < options.negatives) report.short++;
  const mined = selected.map(({ passage, source }) => {
    report.negatives[source]++;
    return { id: passage.id, ...(passage.title !== undefined && { title: passage.title }), text: passage.text, source };
  });
  return { ...(id !== undefined && { id }), question, positives, negatives: [...given, ...mined], ...(source !== undefined && { source }) };
}

function completed(positive: MiningRow['positives'][number], stored: Map<string, Passage>, { id, question }: MiningRow): PositivePassage {
  if (positive.text !== undefined) return positive;
  const passage = stored.get(positive.id);
  if (passage) return { id: passage.id, ...(passage.title !== undefined && { title: passage.title }), text: passage.text };
  throw new AccordError(
    'invalid-input',
    `The positive "${positive.id}" of the question "${id ?? question}" is not in the store and has no text.`,
    'Give its text, or name a store that holds it.',
  );
}

const spanTexts = (positives: readonly PositivePassage[]): string[] =>
  positives.flatMap(({ text, spans }) => (spans ?? []).map(({ start, end }) => text.slice(start, end)));

/** What may be a hard negative by rank and score; the score of the best positive found is the measure. */
function difficult(found: readonly ScoredPassage[], positives: Set<string>, { minRank, maxShare }: z.infer<typeof MineOptions>): Passage[] {
  const isPositive = ({ passage }: ScoredPassage) => positives.has(passageKey(passage));
  const cosines = found.filter(isPositive).flatMap(({ scores }) => scores.dense ?? []);
  const cap = maxShare === undefined || cosines.length === 0 ? Number.POSITIVE_INFINITY : maxShare * Math.max(...cosines);
  return found.slice(minRank - 1).flatMap((each) => ((each.scores.dense ?? 0) > cap ? [] : each.passage));
}
