import { crossEncoder } from '../src/rerank/cross-encoder.ts';
import type { Reranker } from '../src/rerank/reranker.ts';
import { type Bench, interleave } from './bench.ts';
import { randomCrossEncoder } from './random-cross-encoder.ts';
import { copies, exportCrossEncoder, logits, maxTokens, meanDeviation, rerankSample } from './rerank-sample.ts';
import { Rival } from './rival.ts';

const questionCount = 32;
const threads = 2;

interface Answer {
  seconds: number;
  logits: number[];
}

/** Natural Questions, each with a right passage and BM25's best wrong ones, cut to fit the model; tokenisation included. */
export const bench: Bench = {
  name: 'rerank',
  unit: 'pairs/s',
  async run() {
    const { tasks, tokens } = await rerankSample(questionCount);
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

    const onnx = exportCrossEncoder(model);
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
