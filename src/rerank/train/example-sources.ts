import type { Tokenizer } from '../../nn/tokenizer/tokenizer.ts';
import type { Rng } from '../../nn/training/rng.ts';
import type { Passage } from '../../passage.ts';
import { type PreferenceRow, preferenceRows } from '../preference/preference-rows.ts';
import { readPreferenceRecords } from '../preference/read-records.ts';
import type { Example } from './collate.ts';
import { preferenceExample, type ReadingLimits, sampleExample } from './examples.ts';
import { readTrainingRows } from './read-rows.ts';
import type { TrainingSource } from './reading-options.ts';

export interface SourceOptions extends ReadingLimits {
  positives?: number;
  /** Of preferences: see {@link isHelpful}. */
  helpfulFrom: number;
  /** Looks up passages that preference records name without their text. */
  get?: ((ids: string[]) => Promise<Passage[]>) | undefined;
  signal?: AbortSignal | undefined;
}

/** The rows of a source that are trained on. */
export interface ExampleSource {
  readonly count: number;
  /** An epoch's examples: some rows, and some passages of each. */
  examples(tokenizer: Tokenizer, rng: Rng): AsyncGenerator<Example>;
}

/**
 * Opens the sources, all rows checked. Files of rows are read anew each epoch, preference records are kept.
 * @throws AccordError as {@link readTrainingRows} and {@link preferenceRows}
 */
export async function openSources(sources: readonly TrainingSource[], options: SourceOptions): Promise<ExampleSource[]> {
  return Promise.all(sources.map((source) => (source.preferences ? preferenceSource(source, options) : rowSource(source, options))));
}

async function rowSource(source: TrainingSource, options: SourceOptions): Promise<ExampleSource> {
  const { path, holdOut, negatives } = source;
  const { maxTokens, maxQuestionTokens, titleDropout, positives, signal } = options;
  const sampling = { maxTokens, maxQuestionTokens, titleDropout, negatives, ...(positives !== undefined && { positives }) };
  async function* trained() {
    let index = 0;
    for await (const row of readTrainingRows(path, { signal })) {
      if (holdOut === undefined || index % holdOut !== 0) yield row;
      index++;
    }
  }
  let count = 0;
  for await (const _row of trained()) count++;
  return {
    count,
    async *examples(tokenizer, rng) {
      const drawn = drawRows(count, source.rows, rng);
      let index = 0;
      for await (const row of trained()) {
        if (drawn.has(index++)) yield sampleExample(tokenizer, row, sampling, rng);
      }
    },
  };
}

async function preferenceSource(source: TrainingSource, options: SourceOptions): Promise<ExampleSource> {
  const { trained: rows } = await splitPreferences(source, options);
  const { maxTokens, maxQuestionTokens, titleDropout, helpfulFrom } = options;
  return {
    count: rows.length,
    async *examples(tokenizer, rng) {
      const drawn = drawRows(rows.length, source.rows, rng);
      const sampling = { maxTokens, maxQuestionTokens, titleDropout, helpfulFrom, passages: source.negatives + 1 };
      for (const [index, row] of rows.entries()) if (drawn.has(index)) yield preferenceExample(tokenizer, row, sampling, rng);
    },
  };
}

/** Preferences to train on and those that are held out: all rows of a question go the same way. */
export async function splitPreferences(
  { path, holdOut }: TrainingSource,
  { get, signal }: Pick<SourceOptions, 'get' | 'signal'>,
): Promise<{ trained: PreferenceRow[]; heldOut: PreferenceRow[] }> {
  const { rows } = await preferenceRows(readPreferenceRecords(path, { signal }), { get });
  const questions = new Map<string, number>();
  for (const { question } of rows) if (!questions.has(question)) questions.set(question, questions.size);
  const isHeldOut = ({ question }: PreferenceRow): boolean => holdOut !== undefined && questions.get(question)! % holdOut === 0;
  return { trained: rows.filter((row) => !isHeldOut(row)), heldOut: rows.filter(isHeldOut) };
}

/** Which rows of a source an epoch uses. */
function drawRows(count: number, limit: number | undefined, rng: Rng): { has(index: number): boolean } {
  return limit === undefined || limit >= count ? { has: () => true } : new Set(rng.shuffle(Array(count).keys()).slice(0, limit));
}
