/**
 * Which fusion of BM25 and dense retrieval is best over several collections? Prints RR@10 (nDCG@10 for BEIR), R@1 and R@100 of both parts and
 * of every method and weight: the reason for the defaults of src/retrieval/fusion.ts. The first run encodes the corpora, which takes minutes.
 *
 * usage: RAG_DATA_DIR=… tsx eval/fusion-study.ts [--train] [--assumed-scores] [--k1 K1] [--b B] [--title-weight N]
 *   --train           1,500 training questions each of NQ and SQuAD instead of the test questions: for choosing a setting
 *   --assumed-scores  a passage that only one part found counts by an assumed score in the other, instead of its true one
 *   --title-weight    how often BM25 counts a title's terms; default 2, as stores do
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { dataFile, findDataDirectory } from '../datasets/find-data.ts';
import { loadDataset } from '../datasets/load-dataset.ts';
import { readRows } from '../datasets/read-rows.ts';
import type { DatasetName } from '../datasets/registry.ts';
import { JudgementRow, PassageRow } from '../datasets/rows.ts';
import { type Column, formatTable, note, print } from '../src/cli/output.ts';
import { AccordError } from '../src/errors.ts';
import { passageText } from '../src/passage.ts';
import type { OnProgress } from '../src/progress.ts';
import { englishAnalyzer } from '../src/retrieval/analyzer/english.ts';
import { encodeDocuments } from '../src/retrieval/bm25/block.ts';
import { Bm25Index, type Bm25Options } from '../src/retrieval/bm25/bm25-index.ts';
import { cachedEmbedder } from '../src/retrieval/cached-embedder.ts';
import { VectorIndex } from '../src/retrieval/dense/vector-index.ts';
import { type FusionOptions, fuse, fusionMethods, type Ranking } from '../src/retrieval/fusion.ts';
import type { Hits } from '../src/retrieval/hits.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { gradeRanking, judgeRanking } from './measures/judge-ranking.ts';
import { parseMeasure } from './measures/parse-measure.ts';
import type { JudgedRanking } from './measures/ranking-measure.ts';
import { mean } from './statistics/mean.ts';
import { sample } from './statistics/sample.ts';

const depth = 100;
const weights = Array.from({ length: 11 }, (_, tenths) => tenths / 10);
const trainingQuestions = 1500;
const seed = 1;

interface Question {
  question: string;
  judge(ranking: string[]): JudgedRanking;
}

interface QuestionSet {
  name: string;
  /** What the first table shows. */
  headline: 'RR@10' | 'nDCG@10';
  questions: Question[];
}

interface Collection {
  passages: string;
  sets: QuestionSet[];
}

/** What both parts found for one question. */
interface Found {
  bm25: Ranking;
  dense: Ranking;
  judge(hits: Hits): JudgedRanking;
}

const { values: flags } = parseArgs({
  options: {
    train: { type: 'boolean', default: false },
    'assumed-scores': { type: 'boolean', default: false },
    'title-weight': { type: 'string', default: '2' },
    k1: { type: 'string' },
    b: { type: 'string' },
  },
});
const bm25Options: Bm25Options = { ...(flags.k1 && { k1: Number(flags.k1) }), ...(flags.b && { b: Number(flags.b) }) };
const directory = findDataDirectory();
if (directory === null) throw new AccordError('data-missing', 'No data directory was found.', 'Set RAG_DATA_DIR.');
const analyzer = englishAnalyzer();
const embedder = cachedEmbedder(await minilmEmbedder());

const found = new Map<QuestionSet, Found[]>();
for (const collection of flags.train ? await trainingCollections() : await testCollections()) {
  for (const [set, answers] of await retrieve(collection)) found.set(set, answers);
}
report(found);
await embedder.close();
process.exit();

async function testCollections(): Promise<Collection[]> {
  const wiki: [string, DatasetName][] = [
    ['NQ', 'nq'],
    ['SQuAD', 'squad'],
    ['HotpotQA', 'hotpotqa'],
    ['2Wiki', '2wiki'],
  ];
  return [
    { passages: 'wiki_pool/passages', sets: await Promise.all(wiki.map(([name, dataset]) => wikiSet(name, dataset))) },
    { passages: 'beir_scifact/passages', sets: [await beirSet('SciFact', 'beir_scifact/dev')] },
    { passages: 'beir_nfcorpus/passages', sets: [await beirSet('NFCorpus', 'beir_nfcorpus/test')] },
  ];
}

async function trainingCollections(): Promise<Collection[]> {
  const sets = [
    await trainingSet('NQ train', 'rerank_bm25/nq_train_qed'),
    await trainingSet('SQuAD train', 'rerank_bm25/squad_train_1q_per_para'),
  ];
  return [{ passages: 'wiki_pool/passages', sets }];
}

/** An annotated passage or a near duplicate of it that holds an answer is right. */
async function wikiSet(name: string, dataset: DatasetName): Promise<QuestionSet> {
  const { questions } = await loadDataset(dataset);
  const judged = questions.flatMap(({ question, judgement }) =>
    judgement ? [{ question, judge: (ranking: string[]) => judgeRanking(ranking, judgement.groups) }] : [],
  );
  return { name, headline: 'RR@10', questions: judged };
}

async function trainingSet(name: string, file: string): Promise<QuestionSet> {
  const rows = await rowsOf(file, JudgementRow.extend({ question: z.string() }));
  const questions = sample(rows, trainingQuestions, seed).map(({ question, pos, pos_near }) => ({
    question,
    judge: (ranking: string[]) => judgeRanking(ranking, [[...pos, ...pos_near]]),
  }));
  return { name, headline: 'RR@10', questions };
}

/** Graded judgements: the gain of a passage is its grade. */
async function beirSet(name: string, file: string): Promise<QuestionSet> {
  const rows = await rowsOf(file, z.object({ question: z.string(), meta: z.object({ qrels: z.record(z.string(), z.number()) }) }));
  const questions = rows.map(({ question, meta: { qrels } }) => {
    const grades = new Map(Object.entries(qrels).filter(([, grade]) => grade > 0));
    return { question, judge: (ranking: string[]) => gradeRanking(ranking, grades) };
  });
  return { name, headline: 'nDCG@10', questions };
}

async function rowsOf<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>[]> {
  const rows: z.infer<T>[] = [];
  for await (const row of readRows(dataFile(directory!, file), schema)) rows.push(row);
  return rows;
}

async function retrieve({ passages: file, sets }: Collection): Promise<Map<QuestionSet, Found[]>> {
  const passages = await rowsOf(file, PassageRow);
  const texts = passages.map(passageText);
  const bm25 = new Bm25Index(bm25Options);
  for (let from = 0; from < texts.length; from += 1000) {
    bm25.append(encodeDocuments(passages.slice(from, from + 1000).map(passageTerms)));
  }
  const onProgress: OnProgress = ({ done, total }) => note(`${file}: ${done} of ${total} encoded`);
  const dense = new VectorIndex(embedder.dimensions);
  for (const vector of await embedder.embed(texts, 'passage', { onProgress })) dense.append(vector);

  const found = new Map<QuestionSet, Found[]>();
  for (const set of sets) {
    const queries = set.questions.map(({ question }) => question);
    const vectors = await embedder.embed(queries, 'query');
    const answers = set.questions.map(({ question, judge }, index): Found => {
      const terms = analyzer.analyze(question);
      const vector = vectors[index]!;
      const lists = { bm25: bm25.search(terms, depth), dense: dense.search(vector, depth) };
      const trueScores = !flags['assumed-scores'];
      return {
        bm25: { hits: lists.bm25, ...(trueScores && { scores: (docnos) => bm25Scores(bm25, terms, docnos) }) },
        dense: { hits: lists.dense, ...(trueScores && { scores: (docnos) => dense.scores(vector, docnos) }) },
        judge: ({ docnos }) => judge(Array.from(docnos, (docno) => passages[docno]!.id)),
      };
    });
    found.set(set, answers);
  }
  return found;
}

function passageTerms(passage: z.infer<typeof PassageRow>): string[] {
  const title = passage.title ? analyzer.analyze(passage.title) : [];
  const repeated = new Array<string[]>(Number(flags['title-weight']) - 1).fill(title).flat();
  return [...analyzer.analyze(passageText(passage)), ...repeated];
}

/** The scores of given documents: a search among them alone. */
function bm25Scores(index: Bm25Index, terms: string[], docnos: Uint32Array): Float32Array {
  const accept = new Uint8Array(index.end);
  for (const docno of docnos) accept[docno] = 1;
  const hits = index.search(terms, docnos.length, accept);
  const scores = new Map(Array.from(hits.docnos, (docno, rank) => [docno, hits.scores[rank]!]));
  return Float32Array.from(docnos, (docno) => scores.get(docno) ?? 0);
}

function report(found: Map<QuestionSet, Found[]>): void {
  const fusions = fusionMethods.flatMap((method) => weights.map((denseWeight): FusionOptions => ({ method, denseWeight })));
  const rankers: [string, (found: Found) => Hits][] = [
    ['BM25', ({ bm25 }) => bm25.hits],
    ['dense', ({ dense }) => dense.hits],
    ...fusions.map((options): [string, (found: Found) => Hits] => [
      `${options.method} ${options.denseWeight!.toFixed(1)}`,
      (found) => fuse(found, depth, options),
    ]),
  ];
  const measures = ['RR@10', 'nDCG@10', 'R@1', 'R@100'].map(parseMeasure);
  const figures = rankers.map(([name, rank]) => ({
    name,
    means: Array.from(found, ([set, answers]) => {
      const judged = answers.map((answer) => answer.judge(rank(answer)));
      const values = new Map(measures.map((measure) => [String(measure), mean(judged.map((ranking) => measure.compute(ranking)))]));
      return { set, values };
    }),
  }));
  for (const title of ['RR@10 (BEIR: nDCG@10)', 'R@1', 'R@100']) {
    const table = figures.map(({ name, means }) => {
      const values = means.map(({ set, values }) => values.get(title.startsWith('RR') ? set.headline : title)!);
      const wiki = values.filter((_, index) => means[index]!.set.headline === 'RR@10');
      return [name, ...[...values, mean(wiki)].map((value) => value.toFixed(3))];
    });
    const headers = [...Array.from(found.keys(), ({ name }) => name), 'mean without BEIR'];
    print(`${title}\n${formatTable([{ header: '' }, ...headers.map((header): Column => ({ header, align: 'right' }))], table)}\n`);
  }
}
