import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Question } from '../../datasets/dataset.ts';
import { loadDataset } from '../../datasets/load-dataset.ts';
import { type DatasetName, datasets } from '../../datasets/registry.ts';
import { note } from '../../src/cli/output.ts';
import { jsonLines, writeDurably } from '../../src/durable-write.ts';
import { throwIfAborted } from '../../src/errors.ts';
import type { LongRunning } from '../../src/progress.ts';
import { CandidateRow, candidateOf } from '../../src/rerank/train/candidate-rows.ts';
import { readRowsAs } from '../../src/rerank/train/read-rows.ts';
import { minilmEmbedder } from '../../src/retrieval/minilm-embedder.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import { corpusLocation, openCorpus } from '../open-corpus.ts';

const isDataset = (name: string): name is DatasetName => Object.hasOwn(datasets, name);

/**
 * Test questions with candidates: those of a file of candidate rows, or the judged questions of a benchmark (`nq`) with the hybrid's first `depth`
 * passages, which are retrieved once and kept as `test-NAME-DEPTH.jsonl` in the directory.
 * @throws AccordError `not-found`, `invalid-input`, `data-missing`, `aborted`
 */
export async function testRows(test: string, directory: string, depth: number, running: LongRunning = {}): Promise<CandidateRow[]> {
  const path = isDataset(test) ? join(directory, `test-${test}-${depth}.jsonl`) : test;
  if (isDataset(test) && !existsSync(path)) {
    const rows = await retrieveRows(test, depth, running);
    await writeDurably(path, jsonLines(rows));
  }
  const rows: CandidateRow[] = [];
  for await (const row of readRowsAs(CandidateRow, path, { signal: running.signal })) rows.push(row);
  return rows;
}

async function retrieveRows(name: DatasetName, depth: number, { signal, onProgress }: LongRunning): Promise<CandidateRow[]> {
  const { corpus, questions } = await loadDataset(name);
  if (corpus.sample)
    note('WARNING: no benchmark data was found: the test questions are those of the bundled sample, and compare with nothing.');
  const embedder = await minilmEmbedder();
  const store = await openCorpus(await corpusLocation(corpus, embedder), corpus, embedder, { signal, onProgress });
  try {
    const judged = questions.filter(({ judgement }) => judgement !== undefined);
    const rows: CandidateRow[] = [];
    for (const question of judged) {
      throwIfAborted(signal);
      onProgress?.({ stage: 'retrieve', done: rows.length, total: judged.length });
      rows.push(await candidatesOf(question, store, depth, signal));
    }
    return rows;
  } finally {
    await store.close();
  }
}

/** Right are the annotated passages and near duplicates of them that hold an answer. */
async function candidatesOf(
  { id, question, answers, judgement }: Question,
  retriever: Retriever,
  depth: number,
  signal: AbortSignal | undefined,
): Promise<CandidateRow> {
  const positives = judgement!.groups.flat();
  const right = new Set(positives);
  const found = await retriever.retrieve(question, { k: depth, mode: 'hybrid', signal });
  const candidates = found.map((scored) => candidateOf(scored, { right: right.has(scored.passage.id), answers }));
  return { id, question, answers, positives, candidates };
}
