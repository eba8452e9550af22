import { loadModelDirectory } from '../src/nn/model-directory.ts';
import { PairTask } from '../src/nn/session/pair-task.ts';
import { pairDefaults } from '../src/nn/tokenizer/pair-sequences.ts';
import { crossEncoder } from '../src/rerank/cross-encoder.ts';
import { type Bench, interleave } from './bench.ts';
import { randomCrossEncoder } from './random-cross-encoder.ts';
import { copies, exportCrossEncoder, logits, maxTokens, meanDeviation, rerankSample } from './rerank-sample.ts';
import { Rival } from './rival.ts';

const questionCount = 8;
const threads = 2;

/** A MiniLM-L6 cross-encoder in fp32 on disk, quantised and ready to run in int8. */
export const bench: Bench = {
  name: 'quantize',
  unit: 'models/s',
  async run() {
    const model = await randomCrossEncoder();
    const { files } = await loadModelDirectory(model);
    const rival = await Rival.start('quantize_onnx.py', { args: [exportCrossEncoder(model)], needs: 'bin/python' });
    const { ours, ...rivals } = await interleave(
      {
        ours: async () => {
          const start = performance.now();
          const task = await PairTask.create({
            ...pairDefaults,
            kind: 'pairs',
            model: files,
            precision: 'int8',
            threads,
            maxAnswerTokens: 30,
          });
          const seconds = (performance.now() - start) / 1000;
          await task.release();
          return 1 / seconds;
        },
        'onnxruntime quantize_dynamic': async () => (rival ? 1 / (await rival.ask<{ seconds: number }>({})).seconds : null),
      },
      { rounds: 3 },
    );
    rival?.close();

    const { tasks } = await rerankSample(questionCount);
    const exact = await logits(await crossEncoder({ model, precision: 'fp32', maxTokens, threads }), tasks);
    const rounded = await logits(await crossEncoder({ model, precision: 'int8', maxTokens, threads }), copies(tasks));
    /** Mean distance of the logits from those in fp32, in standard deviations of those. */
    const detail = { deviation: meanDeviation(rounded, exact), pairs: exact.length };
    return { ours: ours!, rivals, detail };
  },
};
