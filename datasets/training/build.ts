/**
 * Writes the rows that the shipped models are trained on, and held-out questions to choose a model by, out of the data directory.
 *
 * usage: RAG_DATA_DIR=… tsx datasets/training/build.ts [OUT_DIR] [--only nq,squad,boolq,reader,heldout]   (default: .training/rows)
 *
 * nq, squad       questions with their annotated passages and near duplicates that hold an answer; 8 negatives: 4 of the hybrid's top 50, 4 that BM25 found
 *                 in the annotated passage's own source
 * boolq           yes/no questions with the answer; negatives of the same source; 70 % of the passages by their hash, the other 30 % in boolq-test
 * squad-reader    all questions of SQuAD train, with 2 paragraphs of the same article that hold no answer
 * squad-edited    those of them whose paragraph can be edited so that it no longer answers, with the edited paragraph as the only negative
 * heldout-*       300 questions of NQ, 200 of SQuAD and 300 of BoolQ with the hybrid's top 50. Neither they nor other questions of their passages are in
 *                 the files above. The embedder was itself trained on questions of NQ and SQuAD: what weighs its scores is fitted on BoolQ's
 * heldout-nq-dev  the questions of QED's development set that no test set has, with the hybrid's top 50
 * heldout-hops    200 training questions of HotpotQA and MuSiQue with the hybrid's top 50: what weighs a logit has to know of passages that help, but do
 *                 not answer
 *
 * No test question is in any of the files.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { note } from '../../src/cli/output.ts';
import { progressLine } from '../../src/cli/progress-line.ts';
import { jsonLines, writeDurably } from '../../src/durable-write.ts';
import { AccordError } from '../../src/errors.ts';
import type { Passage } from '../../src/passage.ts';
import { type CandidateRow, candidateOf } from '../../src/rerank/train/candidate-rows.ts';
import { emptyReport, type MiningCorpus, type MiningRow, mine } from '../../src/rerank/train/mine.ts';
import type { MineOptions } from '../../src/rerank/train/mine-options.ts';
import { type NegativePassage, passageKey, type TrainingRow } from '../../src/rerank/train/rows.ts';
import type { PassageStore } from '../../src/retrieval/store/store.ts';
import { findDataDirectory } from '../find-data.ts';
import { articleNegatives } from './article-negatives.ts';
import { describeRows } from './describe-rows.ts';
import { editedPassage } from './edited-passages.ts';
import { multiHopQuestions } from './multi-hop.ts';
import { nqDevelopmentQuestions } from './nq.ts';
import { openPool } from './open-pool.ts';
import { type Pool, readPool } from './pool.ts';
import type { TrainingQuestion } from './question.ts';
import { isBoolqTraining, readSplits, trainingSets } from './splits.ts';
import { paragraphsByArticle, type ReadingQuestion, squadReadingQuestions } from './squad.ts';

const depth = 50;
const readerNegatives = 2;
/** Paragraphs, beside the question's own, that edits take names and numbers from. */
const editedFrom = 3;

const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const directory = findDataDirectory();
if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');
const out = positionals[0] ?? '.training/rows';
const wanted = (name: string) => flags.only === undefined || flags.only.split(',').includes(name);
await mkdir(out, { recursive: true });

const pool = await readPool(directory);
const { all, heldOut, untested, isHeldOut } = await readSplits(directory, pool);
const training = (questions: TrainingQuestion[]) => questions.filter(({ question, positives }) => !isHeldOut(question, positives));

const progress = progressLine();
if (wanted('reader')) await writeReaderRows();
const store = await openPool(progress);
try {
  if (wanted('heldout')) {
    for (const name of trainingSets) await write(`heldout-${name}`, await candidateRows(store, heldOut[name]));
    await write('heldout-nq-dev', await candidateRows(store, await nqDevelopmentQuestions(directory, pool)));
    await write('heldout-hops', await candidateRows(store, untested(await multiHopQuestions(directory, pool))));
  }
  if (wanted('nq')) await writeMined('nq', training(all.nq), { sameSource: 0.5 });
  if (wanted('squad')) await writeMined('squad', training(all.squad), { sameSource: 0.5 });
  if (wanted('boolq')) {
    await writeMined('boolq', training(all.boolq).filter(isBoolqTraining), { sameSource: 1 });
    await writeMined(
      'boolq-test',
      all.boolq.filter((question) => !isBoolqTraining(question)),
      { sameSource: 1 },
    );
  }
} finally {
  progress.end();
  await store.close();
}
process.exit();

async function writeMined(name: string, questions: TrainingQuestion[], options: MineOptions): Promise<void> {
  const report = emptyReport();
  const rows: TrainingRow[] = [];
  const sameSource = new Map(questions.map(({ id, sameSource }) => [id, sameSource]));
  const corpus: MiningCorpus = {
    retriever: store,
    get: async (ids) => passagesOf(pool, ids),
    sameSource: async ({ id }) => passagesOf(pool, sameSource.get(id!)!),
    random: [],
  };
  const asked = questions.map(
    ({ id, question, answers, positives }): MiningRow => ({ id, question, answers, positives, negatives: [], source: name }),
  );
  const mined = mine(asked, corpus, { depth, mode: 'hybrid', ...options }, { report, onProgress: progress, total: asked.length });
  for await (const row of mined) rows.push(row);
  progress.end();
  note(`${name}: drawn but left out, as they may be right: ${JSON.stringify(report.leftOut)}`);
  await write(name, rows);
  note(describeRows(rows));
}

async function candidateRows(store: PassageStore, questions: readonly TrainingQuestion[]): Promise<CandidateRow[]> {
  const rows: CandidateRow[] = [];
  for (const { id, question, answers, positives } of questions) {
    const right = new Set(positives.map(passageKey));
    const found = await store.retrieve(question, { k: depth, mode: 'hybrid' });
    const candidates = found.map((scored) => candidateOf(scored, { right: right.has(passageKey(scored.passage)), answers }));
    rows.push({ id, question, answers, positives: positives.map(({ id }) => id), candidates });
  }
  return rows;
}

async function writeReaderRows(): Promise<void> {
  const questions: ReadingQuestion[] = [];
  for await (const question of squadReadingQuestions(directory!)) questions.push(question);
  const trained = untested(questions).filter(({ question, positive }) => !isHeldOut(question, [positive]));
  const rowOf = ({ id, question, positive }: ReadingQuestion, source: string, negatives: NegativePassage[]): TrainingRow => {
    return { id, question, positives: [positive], negatives, source };
  };
  const articles = paragraphsByArticle(questions);
  const sameArticle = articleNegatives(articles, readerNegatives);
  const reader = trained.map((question) => rowOf(question, 'squad-reader', sameArticle(question)));
  await write('squad-reader', reader);
  note(describeRows(reader));
  const edited = trained.flatMap((question) => {
    const paragraphs = articles.get(question.article)!;
    const next = paragraphs.findIndex(({ id }) => id === question.positive.id) + 1;
    const others = paragraphs.slice(next, next + editedFrom).map(({ text }) => text);
    const negative = editedPassage(question, others);
    return negative ? [rowOf(question, 'squad-edited', [negative])] : [];
  });
  await write('squad-edited', edited);
  note(describeRows(edited));
}

function passagesOf(pool: Pool, ids: readonly string[]): Passage[] {
  return ids.flatMap((id) => pool.get(id) ?? []);
}

async function write(name: string, rows: readonly object[]): Promise<void> {
  const path = join(out, `${name}.jsonl`);
  await writeDurably(path, jsonLines(rows));
  note(`${path}: ${rows.length} rows`);
}
