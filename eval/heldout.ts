import { availableParallelism } from 'node:os';
import { loadModelDirectory } from '../src/nn/model-directory.ts';
import { InferenceWorker } from '../src/nn/session/inference-worker.ts';
import { type PairInput, type PairSpec, spanSize } from '../src/nn/session/pair-task.ts';
import { pairDefaults } from '../src/nn/tokenizer/pair-sequences.ts';
import type { LongRunning } from '../src/progress.ts';
import type { CandidateRow } from '../src/rerank/train/candidate-rows.ts';
import { exactMatch } from './measures/exact-match.ts';
import { f1 } from './measures/f1.ts';

/** A candidate as a model under training sees it. */
export interface CandidateReading {
  logit: number;
  /** The classifier's outputs, "useful" first. */
  logits: number[];
  /** The best answer, empty for models that find none; its start and end logit added. */
  answer: string;
  spanScore: number;
}

/**
 * Reads the first `depth` candidates of each row with a model directory, in a thread of its own: the directory may hold another model the next
 * time.
 */
export async function readCandidates(
  modelDirectory: string,
  rows: readonly CandidateRow[],
  depth: number,
  options: LongRunning & { precision?: 'int8' | 'fp32' } = {},
): Promise<CandidateReading[][]> {
  const { precision = 'int8', ...running } = options;
  const directory = await loadModelDirectory(modelDirectory);
  const spec: PairSpec = {
    ...pairDefaults,
    kind: 'pairs',
    model: directory.files,
    precision,
    maxTokens: directory.maxTokens,
    maxAnswerTokens: 30,
    threads: Math.min(availableParallelism(), 8),
  };
  const labels = directory.files.labels.length;
  const read = rows.map((row) => row.candidates.slice(0, depth));
  const inputs = rows.flatMap(({ question }, i) => read[i]!.map(({ title, text }): PairInput => ({ question, title, text })));
  const worker = new InferenceWorker();
  try {
    const outputs = await worker.run(spec, inputs, { ...running, stage: 'evaluate' });
    let at = 0;
    return read.map((candidates) =>
      candidates.map(({ text }) => {
        const output = outputs[at++]!;
        const [spanScore = Number.NEGATIVE_INFINITY, start = 0, end = 0] = output.subarray(labels, labels + spanSize);
        return { logit: output[0]!, logits: [...output.subarray(0, labels)], answer: text.slice(start, end), spanScore };
      }),
    );
  } finally {
    await worker.close();
  }
}

export interface HeldoutMetrics {
  /** Reciprocal rank within ten by the logit alone, of the first stage's first candidates. */
  'RR@10': number;
  'R@1': number;
  /** The same for the first stage's own order. */
  'first-stage RR@10': number;
  /** Of the answer read from the right passage, where that was found. */
  F1: number;
  EM: number;
}

/** How well a model ranks and reads held-out questions. */
export async function evaluateHeldout(
  modelDirectory: string,
  rows: readonly CandidateRow[],
  depth: number,
  options: LongRunning = {},
): Promise<HeldoutMetrics> {
  const readings = await readCandidates(modelDirectory, rows, depth, options);
  const sums = { 'RR@10': 0, 'R@1': 0, 'first-stage RR@10': 0, F1: 0, EM: 0 };
  let asked = 0;
  for (const [i, { candidates, answers }] of rows.entries()) {
    const read = readings[i]!;
    const gold = read.flatMap((_, j) => (candidates[j]!.label === 1 ? [j] : []));
    const order = [...read.keys()].sort((a, b) => read[b]!.logit - read[a]!.logit);
    const rank = order.findIndex((j) => gold.includes(j));
    sums['RR@10'] += reciprocal(rank);
    sums['R@1'] += Number(rank === 0);
    sums['first-stage RR@10'] += reciprocal(gold[0] ?? -1);
    if (gold.length === 0) continue;
    asked++;
    const answer = read[gold[0]!]!.answer;
    sums.F1 += f1.compute(answer, answers);
    sums.EM += exactMatch.compute(answer, answers);
  }
  const of = { 'RR@10': rows.length, 'R@1': rows.length, 'first-stage RR@10': rows.length, F1: asked, EM: asked };
  return Object.fromEntries(
    Object.entries(sums).map(([name, sum]) => [name, sum / of[name as keyof typeof of]]),
  ) as unknown as HeldoutMetrics;
}

const reciprocal = (index: number): number => (index >= 0 && index < 10 ? 1 / (index + 1) : 0);
