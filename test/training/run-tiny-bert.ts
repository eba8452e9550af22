/** Trains the tiny BERT in the directory given, with a checkpoint after every step; prints each step, and "done". */
import { train } from '../../src/nn/training/train.ts';
import { tinyBert } from './tiny-bert.ts';

const task = await tinyBert();
await train(
  task,
  { epochs: 6, batchSize: 16, tokenBudget: 64, learningRate: 5e-3, seed: 1 },
  { directory: process.argv[2]!, checkpointMinutes: 0, onProgress: ({ done }) => console.log(done) },
);
await task.program.release();
console.log('done');
