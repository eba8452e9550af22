import { z } from 'zod';
import { dataFile, findDataDirectory } from '../../datasets/find-data.ts';
import { readRows } from '../../datasets/read-rows.ts';
import { elicit } from '../../src/conflict/elicit.ts';
import { groupAnswers, representative } from '../../src/conflict/equivalence/group-answers.ts';
import { type PolicyInput, type Preset, parsePolicy } from '../../src/conflict/policy.ts';
import { resolve } from '../../src/conflict/resolve.ts';
import { AccordError, throwIfAborted } from '../../src/errors.ts';
import type { ScoredPassage } from '../../src/passage.ts';
import type { LongRunning } from '../../src/progress.ts';
import type { Claim, Reader } from '../../src/reader/reader.ts';
import { minilmEmbedder } from '../../src/retrieval/minilm-embedder.ts';
import { attackSuccess } from '../measures/conflict/attack-success.ts';
import { strictMatch } from '../measures/conflict/strict-match.ts';
import { defaultReader, readers } from '../readers.ts';
import { sample } from '../statistics/sample.ts';
import { summarize } from '../summarize.ts';
import { splitTitle } from './split-title.ts';
import { type Suite, SuiteOptions, type SuiteReport, type SuiteRow } from './suite.ts';

const RamdocsRow = z.object({
  id: z.string(),
  question: z.string(),
  answers: z.array(z.string()).min(1),
  contexts: z.array(z.object({ id: z.string(), text: z.string(), answer: z.string() })),
  meta: z.object({ wrong_answers: z.array(z.string()) }),
});
type RamdocsRow = z.infer<typeof RamdocsRow>;

/** What a passage without an answer is labelled with. */
const noAnswer = 'unknown';
/** Perfect claims carry no confidence; any one value gives the same answers. */
const oracleConfidence = 0.9;
const measures = ['Strict', 'wrong given', 'abstained', 'answers'];

/**
 * Questions with several readings, misinformation and noise: all right answers are asked for, and no wrong one. Baselines over the same
 * claims: every answer stated, those stated most often.
 *
 * There is no training part. Before the rules were fixed the following was looked at in these very questions: some twenty of them, how
 * many passages support right and wrong answers, and what keeping answers from a share of the best support would score at eight
 * shares, with and without counting a page's own title as a reading. The policy's share of ½ was set before; readings by title came of it.
 *
 * Source: Wang et al., Retrieval-augmented generation with conflicting evidence, COLM 2025.
 */
export const ramdocs: Suite = {
  name: 'ramdocs',
  description: 'RAMDocs: ambiguity, misinformation and noise; all right answers and no wrong one',
  run: runRamdocs,
};

async function runRamdocs({ signal, onProgress, ...options }: SuiteOptions & LongRunning = {}): Promise<SuiteReport> {
  const { claims: origin, policy: preset, dial, limit, seed } = SuiteOptions.parse(options);
  const policy = parsePolicy({
    ...(preset !== undefined && { preset: preset as Preset }),
    ...(dial !== undefined && { dial }),
  } as PolicyInput);
  const all = await readRamdocs();
  const items = limit === undefined ? all : sample(all, limit, seed);
  const learned = origin === 'oracle' ? undefined : await trainedReader();
  const rows: SuiteRow[] = [];
  for (const [done, item] of items.entries()) {
    throwIfAborted(signal);
    onProgress?.({ stage: 'questions', done, total: items.length });
    const passages = item.contexts.map(asPassage);
    const { question } = item;
    const { claims } = await elicit({ question, passages, reader: learned ?? oracle(item), signal });
    const decision = resolve(claims, policy, { question });
    const counted = tally(claims);
    const predictions = {
      accord: decision.winners.map(({ answer }) => answer),
      'union of all': counted.map(({ answer }) => answer),
      'majority vote': counted.filter(({ count }) => count === counted[0]!.count).map(({ answer }) => answer),
    };
    rows.push({ id: item.id, predictions, values: mapValues(predictions, (given) => score(given, item)) });
  }
  onProgress?.({ stage: 'questions', done: items.length, total: items.length });
  return {
    suite: 'ramdocs',
    items: rows.length,
    claims: origin,
    config: { policy, reader: learned?.id ?? null, limit: limit ?? null, seed },
    systems: mapValues(rows[0]?.values ?? {}, (_, system) =>
      summarize(
        measures,
        rows.map(({ values }) => values[system]!),
        seed,
      ),
    ),
    rows,
  };
}

async function readRamdocs(): Promise<RamdocsRow[]> {
  const directory = findDataDirectory();
  if (directory === null) throw new AccordError('data-missing', 'No data directory was found for ramdocs.', 'Set RAG_DATA_DIR.');
  const rows: RamdocsRow[] = [];
  for await (const row of readRows(dataFile(directory, 'ramdocs/test'), RamdocsRow)) rows.push(row);
  return rows;
}

async function trainedReader(): Promise<Reader> {
  const name = defaultReader(undefined);
  return readers[name].create({ embedder: await minilmEmbedder() });
}

/** States what the data set says of each passage. */
function oracle({ contexts }: RamdocsRow): Reader {
  const answers = new Map(contexts.map(({ id, answer }) => [id, answer]));
  return {
    id: 'oracle',
    read: async ({ passages }) =>
      passages.flatMap(({ passage: { id, text } }): Claim[] => {
        const answer = answers.get(id);
        if (answer === undefined || answer.toLowerCase() === noAnswer) return [];
        return [{ answer, level: 'context', evidence: [{ passageId: id, start: 0, end: text.length }], confidence: oracleConfidence }];
      }),
  };
}

function asPassage({ id, text }: RamdocsRow['contexts'][number]): ScoredPassage {
  return { passage: { id, ...splitTitle(text), document: { id }, metadata: {} }, scores: {}, ranks: {} };
}

/** Answers by how many claims state them, most first. */
function tally(claims: readonly Claim[]): { answer: string; count: number }[] {
  const groups = groupAnswers(claims.map(({ answer }) => answer));
  return [...new Set(groups)]
    .map((group) => claims.flatMap(({ answer }, i) => (groups[i] === group ? [answer] : [])))
    .map((answers) => ({ answer: representative(answers), count: answers.length }))
    .sort((a, b) => b.count - a.count);
}

function score(predictions: readonly string[], { answers: gold, meta }: RamdocsRow): Record<string, number> {
  const wrong = meta.wrong_answers.filter((answer) => !gold.includes(answer));
  const attacked = attackSuccess.value({ predictions, wrong });
  return {
    Strict: strictMatch.value({ predictions, gold, wrong })!,
    ...(attacked !== null && { 'wrong given': attacked }),
    abstained: Number(predictions.length === 0),
    answers: predictions.length,
  };
}

function mapValues<Value, Result>(record: Record<string, Value>, to: (value: Value, key: string) => Result): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
