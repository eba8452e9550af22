import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { baseModel } from '../src/nn/encoders/base-model.ts';
import { Tokenizer } from '../src/nn/tokenizer/tokenizer.ts';
import type { ScoredPassage } from '../src/passage.ts';
import type { Reranker } from '../src/rerank/reranker.ts';
import { type PoolPassage, type RerankQuestion, readData } from './data.ts';
import { rivalsDir } from './rival.ts';

/** Pairs are cut to it. */
export const maxTokens = 160;

export interface RerankTask {
  question: string;
  passages: ScoredPassage[];
}

/** All questions at once: the worker makes its batches of all. */
export async function logits(reranker: Reranker, tasks: readonly RerankTask[]): Promise<number[]> {
  const ranked = await Promise.all(tasks.map(({ question, passages }) => reranker.rank(question, passages)));
  return tasks.flatMap(({ passages }, i) => {
    const byId = new Map(ranked[i]!.map(({ passage, scores }) => [passage.id, scores.logit!]));
    return passages.map(({ passage }) => byId.get(passage.id)!);
  });
}

/** New objects, as passages that were just read would not be read again. */
export function copies(tasks: readonly RerankTask[]): RerankTask[] {
  return tasks.map(({ question, passages }) => ({
    question,
    passages: passages.map((scored) => ({ ...scored, passage: { ...scored.passage } })),
  }));
}

/** Natural Questions, each with a right passage and BM25's best wrong ones. */
export async function rerankSample(questionCount: number, passagesPerQuestion = 20): Promise<{ tasks: RerankTask[]; tokens: number }> {
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

/** As ONNX among the rivals' models, where they are installed. */
export function exportCrossEncoder(model: string): string {
  const directory = join(rivalsDir, 'models', basename(model));
  const python = join(rivalsDir, 'bin/python');
  if (existsSync(join(directory, 'onnx/model_quantized.onnx')) || !existsSync(python)) return directory;
  const env = { ...process.env, HF_HUB_OFFLINE: '1' };
  const script = join(import.meta.dirname, 'rivals/rerank_export.py');
  execFileSync(python, [script, model, directory], { stdio: ['ignore', 'ignore', 'inherit'], env });
  return directory;
}

/** In standard deviations of the exact ones. */
export function meanDeviation(found: readonly number[], exact: readonly number[]): number {
  const mean = exact.reduce((sum, x) => sum + x, 0) / exact.length;
  const spread = Math.sqrt(exact.reduce((sum, x) => sum + (x - mean) ** 2, 0) / exact.length);
  return found.reduce((sum, x, i) => sum + Math.abs(x - exact[i]!), 0) / found.length / spread;
}
