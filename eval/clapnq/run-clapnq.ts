import { z } from 'zod';
import { dataFile, findDataDirectory } from '../../datasets/find-data.ts';
import { readRows } from '../../datasets/read-rows.ts';
import { GoldRow } from '../../datasets/rows.ts';
import type { Answer } from '../../src/answer.ts';
import type { EntailmentJudge } from '../../src/conflict/rules/conditions/entailment.ts';
import { AccordError, throwIfAborted } from '../../src/errors.ts';
import { unscored } from '../../src/passage.ts';
import { createPipeline } from '../../src/pipeline.ts';
import type { LongRunning } from '../../src/progress.ts';
import { type ModelUsage, sumUsage } from '../../src/reader/model-usage.ts';
import type { Reader } from '../../src/reader/reader.ts';
import { rougeL } from '../measures/rouge-l.ts';
import { parseOptions } from '../parse-options.ts';
import { mean } from '../statistics/mean.ts';
import { sample } from '../statistics/sample.ts';
import { type Intervals, type Metrics, summarize } from '../summarize.ts';

export const ClapnqOptions = z.object({
  limit: z.int().min(1).optional().describe('Only so many answerable and so many unanswerable questions, drawn by the seed'),
  seed: z.int().min(0).default(42).describe('For the questions drawn and the bootstrap intervals'),
});
export type ClapnqOptions = z.input<typeof ClapnqOptions>;

/** In the order of the table. `cited` and `entailed` are shares of a given answer's sentences. */
export const clapnqMeasures = ['ROUGE-L', 'words', 'cited', 'entailed', 'abstained', 'abstained (unanswerable)'] as const;

/** From this probability on a sentence counts as following from what it cites. */
const entailed = 0.5;

export interface ClapnqRow {
  id: string;
  question: string;
  answerable: boolean;
  text: string;
  sentences: NonNullable<Answer['sentences']>;
  values: Record<string, number>;
}

export interface ClapnqReport {
  reader: string;
  questions: { answerable: number; unanswerable: number };
  seed: number;
  metrics: Metrics;
  intervals: Intervals;
  usage: ModelUsage | null;
}

/**
 * Long answers on CLAP-NQ's development questions, each with the passage that the benchmark gives: ROUGE-L against the annotated answers (0 for silence), the share
 * of sentences that cite the passage, and of those that the detector takes to follow from what they cite, and how often it abstains where there is an answer and
 * where there is none.
 *
 * Source: Rosenthal et al., CLAPnq: cohesive long-form answers from passages in Natural Questions for RAG systems, TACL 2025.
 *
 * @throws AccordError `data-missing`, `aborted`; as the reader does
 */
export async function runClapnq(
  reader: Reader,
  nli: EntailmentJudge,
  options: ClapnqOptions = {},
  { signal, onProgress, onRow }: LongRunning & { onRow?: (row: ClapnqRow) => Promise<void> } = {},
): Promise<ClapnqReport> {
  const { limit, seed } = parseOptions(ClapnqOptions, options);
  const [answerable, unanswerable] = await Promise.all(['answerable', 'unanswerable'].map(load));
  const drawn = [answerable!, unanswerable!].map((rows) => (limit === undefined ? rows : sample(rows, limit, seed)));
  const rows: ClapnqRow[] = [];
  const usages: (ModelUsage | undefined)[] = [];
  const total = drawn[0]!.length + drawn[1]!.length;
  for (const { id, question, answers, contexts } of drawn.flat()) {
    throwIfAborted(signal);
    onProgress?.({ stage: 'long answers', done: rows.length, total });
    const passages = contexts.map(unscored);
    const pipeline = createPipeline({ store: { retrieve: async () => passages }, reader, form: 'long' });
    const answer = await pipeline.answer(question, { signal });
    usages.push(answer.trace.model);
    const values =
      answers.length > 0 ? await scored(answer, answers, nli, signal) : { 'abstained (unanswerable)': Number(answer.abstained) };
    const { text, sentences = [] } = answer;
    rows.push({ id, question, answerable: answers.length > 0, text, sentences, values });
    await onRow?.(rows.at(-1)!);
  }
  onProgress?.({ stage: 'long answers', done: total, total });
  return {
    reader: reader.id,
    questions: { answerable: drawn[0]!.length, unanswerable: drawn[1]!.length },
    seed,
    ...summarize(
      clapnqMeasures,
      rows.map(({ values }) => values),
      seed,
    ),
    usage: sumUsage(usages),
  };
}

async function load(part: string): Promise<z.infer<typeof GoldRow>[]> {
  const directory = findDataDirectory();
  if (directory === null) throw new AccordError('data-missing', 'No data directory was found for CLAP-NQ.', 'Set RAG_DATA_DIR.');
  const rows: z.infer<typeof GoldRow>[] = [];
  for await (const row of readRows(dataFile(directory, `nq_gold/clapnq_dev_${part}`), GoldRow)) rows.push(row);
  return rows;
}

async function scored(
  { text, abstained, sentences = [], citations }: Answer,
  answers: string[],
  nli: EntailmentJudge,
  signal: AbortSignal | undefined,
): Promise<Record<string, number>> {
  const values = { 'ROUGE-L': rougeL.compute(text, answers), abstained: Number(abstained) };
  if (abstained) return values;
  const follows = sentences.map(async ({ start, end, citations: numbers }) => {
    const premise = citations.flatMap(({ number, quote }) => (numbers.includes(number) ? [quote] : [])).join(' ');
    return premise !== '' && (await nli(premise, text.slice(start, end), signal)).entailment >= entailed;
  });
  return {
    ...values,
    words: text.split(/\s+/).length,
    cited: mean(sentences.map(({ citations: numbers }) => Number(numbers.length > 0))),
    entailed: mean((await Promise.all(follows)).map(Number)),
  };
}
