import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseModel } from '../src/nn/encoders/base-model.ts';
import { Tokenizer } from '../src/nn/tokenizer/tokenizer.ts';
import type { ScoredPassage } from '../src/passage.ts';
import { crossEncoder } from '../src/rerank/cross-encoder.ts';
import type { Reranker } from '../src/rerank/reranker.ts';
import { type Bench, interleave } from './bench.ts';
import { type PoolPassage, type RerankQuestion, readData } from './data.ts';
import { randomCrossEncoder } from './random-cross-encoder.ts';
import { Rival, rivalsDir } from './rival.ts';

const questionCount = 32;
const passagesPerQuestion = 20;
const maxTokens = 160;
const threads = 2;

interface Task {
  question: string;
  passages: ScoredPassage[];
}

interface Answer {
  seconds: number;
  logits: number[];
}

/** Natural Questions, each with a right passage and BM25's best wrong ones, cut to fit the model; tokenisation included. */
export const bench: Bench = {
  name: 'rerank',
  unit: 'pairs/s',
  async run() {
    const { tasks, tokens } = await sample();
    const pairs = tasks.flatMap(({ question, passages }) => passages.map(({ passage }) => [question, passage.text]));
    const model = await randomCrossEncoder();
    const fp32 = await crossEncoder({ model, precision: 'fp32', maxTokens, threads });
    const int8 = await crossEncoder({ model, maxTokens, threads });
    const exact = await logits(fp32, tasks);
    const deviations: Record<string, number> = {};
    const ours = (reranker: Reranker, name: string) => async () => {
      const fresh = copies(tasks);
      const start = performance.now();
      const found = await logits(reranker, fresh);
      const seconds = (performance.now() - start) / 1000;
      deviations[name] = meanDeviation(found, exact);
      return pairs.length / seconds;
    };

    const onnx = join(rivalsDir, 'models/minilm-cross-encoder');
    exportModel(model, onnx);
    const torch = await Rival.start('rerank_torch.py', { args: [model], needs: 'bin/python' });
    const transformers = await Rival.start('rerank_transformers.mjs', { args: [onnx], needs: 'node_modules/@huggingface/transformers' });
    const rival = (process: Rival | null, name: string, request: { dtype: string; batch: number }) => async () => {
      if (!process) return null;
      const { seconds, logits: found } = await process.ask<Answer>({ pairs, maxTokens, ...request });
      deviations[name] = meanDeviation(found, exact);
      return pairs.length / seconds;
    };
    const contenders = {
      ours: ours(int8, 'ours'),
      'ours fp32': ours(fp32, 'ours fp32'),
      ...Object.fromEntries(
        [
          { name: 'transformers.js q8', process: transformers, dtype: 'q8', batch: 16 },
          { name: 'transformers.js fp32', process: transformers, dtype: 'fp32', batch: 16 },
          { name: 'sentence-transformers fp32', process: torch, dtype: 'fp32', batch: 32 },
          { name: 'sentence-transformers bf16', process: torch, dtype: 'bf16', batch: 32 },
        ].map(({ name, process, ...request }) => [name, rival(process, name, request)]),
      ),
    };
    const { ours: figure, 'ours fp32': fp32Figure, ...rivals } = await interleave(contenders, { rounds: 2 });
    torch?.close();
    transformers?.close();
    const detail = {
      pairs: pairs.length,
      tokens,
      threads,
      oursFp32: fp32Figure,
      /** Mean distance of the logits from ours in fp32, in standard deviations of those: all do the same work. */
      deviations,
    };
    return { ours: figure!, rivals, detail };
  },
};

/** All questions at once: the worker makes its batches of all. */
async function logits(reranker: Reranker, tasks: readonly Task[]): Promise<number[]> {
  const ranked = await Promise.all(tasks.map(({ question, passages }) => reranker.rank(question, passages)));
  return tasks.flatMap(({ passages }, i) => {
    const byId = new Map(ranked[i]!.map(({ passage, scores }) => [passage.id, scores.logit!]));
    return passages.map(({ passage }) => byId.get(passage.id)!);
  });
}

/** New objects, as passages that were just read would not be read again. */
function copies(tasks: readonly Task[]): Task[] {
  return tasks.map(({ question, passages }) => ({
    question,
    passages: passages.map((scored) => ({ ...scored, passage: { ...scored.passage } })),
  }));
}

async function sample(): Promise<{ tasks: Task[]; tokens: number }> {
  const tokenizer = Tokenizer.fromFile((await baseModel()).tokenizer);
  const pool = new Map((await readData<PoolPassage>('wiki_pool/passages')).map((passage) => [passage.id, passage]));
  const rows = (await readData<RerankQuestion & { neg: string[] }>('rerank_bm25/nq_test_oracle2655')).slice(0, questionCount);
  let tokens = 0;
  const tasks = rows.map(({ question, pos, neg }) => {
    const asked = tokenizer.encode(question).length + 3;
    const ids = [pos[0]!, ...neg].filter((id) => pool.has(id)).slice(0, passagesPerQuestion);
    const passages = ids.map((id) => {
      const { title, text } = pool.get(id)!;
      const whole = title ? `${title}\n${text}` : text;
      const { ends } = tokenizer.encodeWithOffsets(whole);
      const kept = Math.min(ends.length, maxTokens - asked);
      tokens += asked + kept;
      return { passage: { id, text: whole.slice(0, ends[kept - 1]), document: { id }, metadata: {} }, scores: {}, ranks: {} };
    });
    return { question, passages };
  });
  return { tasks, tokens };
}

function exportModel(model: string, directory: string): void {
  const python = join(rivalsDir, 'bin/python');
  if (existsSync(join(directory, 'onnx/model_quantized.onnx')) || !existsSync(python)) return;
  const env = { ...process.env, HF_HUB_OFFLINE: '1' };
  const script = join(import.meta.dirname, 'rivals/rerank_export.py');
  execFileSync(python, [script, model, directory], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

function meanDeviation(found: readonly number[], exact: readonly number[]): number {
  const mean = exact.reduce((sum, x) => sum + x, 0) / exact.length;
  const spread = Math.sqrt(exact.reduce((sum, x) => sum + (x - mean) ** 2, 0) / exact.length);
  return found.reduce((sum, x, i) => sum + Math.abs(x - exact[i]!), 0) / found.length / spread;
}
