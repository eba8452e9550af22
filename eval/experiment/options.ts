import { z } from 'zod';
import { PassageTrainingOptions } from '../../src/rerank/train/reading-options.ts';

const { epochs, batchSize, tokenBudget, learningRate, maxTokens, base } = PassageTrainingOptions.shape;

/** Of every arm of an experiment alike. */
export const ExperimentOptions = z.strictObject({
  seeds: z.int().min(1).default(3).describe('Trainings of each arm, with seeds 1, 2, …'),
  depth: z.int().min(2).default(30).describe('Passages of a test question that are reranked'),
  testLimit: z.int().min(2).optional().describe('Test questions, drawn from the file; default: all'),
  readLimit: z.int().min(1).default(500).describe('Test questions that the reader answers'),
  negatives: z.int().min(1).default(3).describe('Negatives of a question in an epoch; its positives are at most two'),
  epochs,
  batchSize: batchSize.unwrap().default(16).describe(batchSize.description!),
  tokenBudget,
  learningRate: learningRate.unwrap().default(8e-5).describe(learningRate.description!),
  maxTokens: maxTokens.unwrap().default(160).describe(maxTokens.description!),
  base,
});
export type ExperimentOptions = z.infer<typeof ExperimentOptions>;

export const AblationOptions = z.strictObject({
  limit: z.int().min(10).default(2000).describe('Questions to train on, drawn from the rows'),
  ...ExperimentOptions.shape,
});
export type AblationOptions = z.infer<typeof AblationOptions>;
