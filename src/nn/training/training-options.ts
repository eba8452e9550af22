import { z } from 'zod';

/** How a model is trained. A run goes on only with the same options. */
export const TrainingOptions = z.strictObject({
  epochs: z.int().positive().default(1).describe('How often each example is learned from'),
  batchSize: z.int().positive().default(32).describe('Examples of an optimizer step: more make steps steadier and fewer'),
  tokenBudget: z
    .int()
    .positive()
    .default(2048)
    .describe('Most tokens run through the model at once, padding included: more takes more memory'),
  learningRate: z
    .number()
    .positive()
    .default(5e-5)
    .describe('The highest step size: too high and the model collapses, too low and it learns little'),
  schedule: z
    .enum(['linear', 'cosine', 'constant'])
    .default('linear')
    .describe('How the learning rate falls after the warm-up: in a straight line or as half a cosine wave to 0, or not at all'),
  warmup: z.number().min(0).max(1).default(0.1).describe('Share of the steps over which the learning rate rises from 0'),
  weightDecay: z
    .number()
    .min(0)
    .default(0.01)
    .describe('Share of each weight, times the learning rate, taken away each step; biases and norms keep theirs'),
  clipNorm: z.number().min(0).default(1).describe('Gradients are scaled down to this norm where they are larger; 0 never does'),
  seed: z.int().nonnegative().default(42).describe('Decides order, sampling and dropout: the same seed gives the same model'),
  evaluateEvery: z.int().positive().optional().describe('Steps between evaluations on held-out data; once an epoch if not given'),
});
export type TrainingOptions = z.infer<typeof TrainingOptions>;
