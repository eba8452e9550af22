/**
 * Fits what the shipped reader's config.json holds beside its weights, on the held-out questions of datasets/training/build.ts: ranges for int8, how logit,
 * cosine and BM25 combine to P(useful), and the chance that an answer is right. A question in five takes several passages. The embedder was trained on NQ's
 * training questions, so those of QED's development set stand for NQ.
 *
 * usage: tsx eval/calibrate-reader.ts MODEL_DIR [ROWS_DIR]    (default: .training/rows)
 */
import { join } from 'node:path';
import { readRows } from '../datasets/read-rows.ts';
import { print } from '../src/cli/output.ts';
import { progressLine } from '../src/cli/progress-line.ts';
import { AccordError } from '../src/errors.ts';
import { CandidateRow } from '../src/rerank/train/candidate-rows.ts';
import { calibrateModel } from './calibrate-model.ts';
import { sample } from './statistics/sample.ts';

/** Questions drawn of each held-out file to fit P(useful) on. */
const questionsOf = { 'nq-dev': 80, boolq: 60, squad: 60, hops: 50 };

const [model, rows = '.training/rows'] = process.argv.slice(2);
if (!model) throw new AccordError('invalid-input', 'No model was given.', 'usage: tsx eval/calibrate-reader.ts MODEL_DIR [ROWS_DIR]');
const heldOut = async (name: string): Promise<CandidateRow[]> => {
  const read: CandidateRow[] = [];
  for await (const row of readRows(join(rows, `heldout-${name}.jsonl`), CandidateRow)) read.push(row);
  return read;
};

const ranked: CandidateRow[] = [];
for (const [name, count] of Object.entries(questionsOf)) ranked.push(...sample(await heldOut(name), count, 42));
const answered = [...(await heldOut('nq')), ...(await heldOut('squad'))];
const onProgress = progressLine();
const report = await calibrateModel(model, ranked, { answered, onProgress }).finally(() => onProgress.end());
print(JSON.stringify(report));
process.exit();
