import { availableParallelism } from 'node:os';
import { loadModelDirectory } from '../src/nn/model-directory.ts';
import { InferenceWorker } from '../src/nn/session/inference-worker.ts';
import { type PairInput, type PairSpec, spanSize } from '../src/nn/session/pair-spec.ts';
import { pairDefaults } from '../src/nn/tokenizer/pair-sequences.ts';
import type { LongRunning } from '../src/progress.ts';
import type { CandidateRow } from '../src/rerank/train/candidate-rows.ts';
import { exactMatch } from './measures/exact-match.ts';
import { f1 } from './measures/f1.ts';
import { mean } from './statistics/mean.ts';

/** A candidate as a model under training sees it. */
export interface CandidateReading {
  /** The classifier's first output: "useful", of a model that only reads "answerable". */
  logit: number;
  /** Of models that read. */
  answerable?: number;
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
  const { labels } = directory.files;
  const answerableAt = labels.indexOf('answerable');
  const read = rows.map((row) => row.candidates.slice(0, depth));
  const inputs = rows.flatMap(({ question }, i) => read[i]!.map(({ title, text }): PairInput => ({ question, title, text })));
  const worker = new InferenceWorker();
  try {
    const outputs = await worker.run(spec, inputs, { ...running, stage: 'evaluate' });
    let at = 0;
    return read.map((candidates) =>
      candidates.map(({ text }) => {
        const output = outputs[at++]!;
        const [spanScore = Number.NEGATIVE_INFINITY, start = 0, end = 0] = output.subarray(labels.length, labels.length + spanSize);
        const answerable = output[answerableAt];
        return { logit: output[0]!, ...(answerable !== undefined && { answerable }), answer: text.slice(start, end), spanScore };
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
  /** The same for the order of the candidates, where a first stage gave it. */
  'first-stage RR@10'?: number;
  /** Of the answer read from the right passage, over the questions where that was found and has an answer; for models that read. */
  F1?: number;
  EM?: number;
}

/** How well a model ranks and reads held-out questions. */
export async function evaluateHeldout(
  modelDirectory: string,
  rows: readonly CandidateRow[],
  depth: number,
  options: LongRunning = {},
): Promise<HeldoutMetrics> {
  const readings = await readCandidates(modelDirectory, rows, depth, options);
  const ranks: number[] = [];
  const before: number[] = [];
  const read: { f1: number; em: number }[] = [];
  for (const [i, { candidates, answers }] of rows.entries()) {
    const own = readings[i]!;
    const gold = own.flatMap((_, j) => (candidates[j]!.label === 1 ? [j] : []));
    const order = [...own.keys()].sort((a, b) => own[b]!.logit - own[a]!.logit);
    ranks.push(order.findIndex((j) => gold.includes(j)));
    if (candidates.some(({ ranks: given }) => given.fused ?? given.dense ?? given.bm25)) before.push(gold[0] ?? -1);
    const answer = gold.length > 0 ? own[gold[0]!]!.answer : '';
    if (answer && answers.length > 0) read.push({ f1: f1.compute(answer, answers), em: exactMatch.compute(answer, answers) });
  }
  return {
    'RR@10': mean(ranks.map(reciprocal)),
    'R@1': mean(ranks.map((rank) => Number(rank === 0))),
    ...(before.length > 0 && { 'first-stage RR@10': mean(before.map(reciprocal)) }),
    ...(read.length > 0 && { F1: mean(read.map((value) => value.f1)), EM: mean(read.map(({ em }) => em)) }),
  };
}

const reciprocal = (index: number): number => (index >= 0 && index < 10 ? 1 / (index + 1) : 0);
