/**
 * What does int8 cost in dense retrieval? Encodes the same corpora with the embedder in int8 and in fp32 and compares exact search: SciFact and NFCorpus
 * whole, and of the Wikipedia pool the right passages of NQ's questions among random others.
 *
 * usage: RAG_DATA_DIR=… tsx eval/precision-study.ts [--others N]    (random passages beside the right ones of NQ; default 10,000)
 */
import { parseArgs } from 'node:util';
import type { Question } from '../datasets/dataset.ts';
import { loadDataset } from '../datasets/load-dataset.ts';
import type { DatasetName } from '../datasets/registry.ts';
import { formatTable, print } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { type Passage, passageText } from '../src/passage.ts';
import { VectorIndex } from '../src/retrieval/dense/vector-index.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { judgeBy } from './measures/judge-ranking.ts';
import { parseMeasure } from './measures/parse-measure.ts';
import { mean } from './statistics/mean.ts';
import { pairedRandomization } from './statistics/paired-randomization.ts';
import { sample } from './statistics/sample.ts';

const depth = 100;
const seed = 1;
const collections: { name: DatasetName; measure: string }[] = [
  { name: 'scifact', measure: 'nDCG@10' },
  { name: 'nfcorpus', measure: 'nDCG@10' },
  { name: 'nq', measure: 'RR@10' },
];

const { values: flags } = parseArgs({ options: { others: { type: 'string', default: '10000' } } });
const onProgress = progressLine();
const embedders = { int8: await minilmEmbedder(), fp32: await minilmEmbedder({ precision: 'fp32' }) };

const rows: string[][] = [];
for (const { name, measure } of collections) {
  const dataset = await loadDataset(name);
  const questions = dataset.questions.filter(({ judgement }) => judgement !== undefined);
  const all: Passage[] = [];
  for await (const passage of dataset.corpus.read()) all.push(passage);
  const passages = name === 'nq' ? part(all, questions) : all;
  const values = { int8: await evaluate('int8', passages, questions, measure), fp32: await evaluate('fp32', passages, questions, measure) };
  const p = pairedRandomization(values.int8, values.fp32, { seed });
  const figures = [mean(values.int8), mean(values.fp32), mean(values.int8) - mean(values.fp32)].map((value) => value.toFixed(4));
  rows.push([name, String(passages.length), String(questions.length), measure, ...figures, p.toFixed(3)]);
}
onProgress.end();
const headers = ['', 'passages', 'questions', 'measure', 'int8', 'fp32', 'difference', 'p'];
print(
  formatTable(
    headers.map((header, i) => ({ header, ...(i > 0 && i !== 3 && { align: 'right' as const }) })),
    rows,
  ),
);
process.exit();

/** The right passages and random others. */
function part(passages: readonly Passage[], questions: readonly Question[]): Passage[] {
  const right = new Set(questions.flatMap(({ judgement }) => judgement!.groups.flat()));
  const others = passages.filter(({ id }) => !right.has(id));
  return [...passages.filter(({ id }) => right.has(id)), ...sample(others, Number(flags.others), seed)];
}

async function evaluate(precision: keyof typeof embedders, passages: Passage[], questions: Question[], name: string): Promise<number[]> {
  const embedder = embedders[precision];
  const index = new VectorIndex(embedder.dimensions);
  for (const vector of await embedder.embed(passages.map(passageText), 'passage', { onProgress })) index.append(vector);
  const vectors = await embedder.embed(
    questions.map(({ question }) => question),
    'query',
  );
  const measure = parseMeasure(name);
  return questions.map(({ judgement }, i) => {
    const ranking = Array.from(index.search(vectors[i]!, depth).docnos, (docno) => passages[docno]!.id);
    return measure.compute(judgeBy(judgement!, ranking));
  });
}
