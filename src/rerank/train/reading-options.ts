import { z } from 'zod';
import { EncoderTrainingOptions } from '../../nn/training/encoder-training-options.ts';

/** Rows of one file, and how an epoch draws on them. */
export const TrainingSource = z.strictObject({
  path: z.string().describe('JSON Lines file of training rows, or of preference records'),
  preferences: z.literal(true).optional().describe('Whether it holds preference records'),
  rows: z.int().positive().optional().describe('Rows drawn each epoch; default: all'),
  negatives: z.int().min(0).default(3).describe('Negatives drawn for a row, anew each epoch; of preferences, passages beside the first'),
  holdOut: z.int().min(2).optional().describe('Every so many rows one is left out of training, to measure the model by'),
});
export type TrainingSource = z.infer<typeof TrainingSource>;

/** How an encoder learns from questions with passages. */
export const PassageTrainingOptions = EncoderTrainingOptions.extend({
  sources: z.array(TrainingSource).min(1),
  maxTokens: z.int().min(32).max(512).default(192).describe('The longest sequence: more reads longer passages and takes longer'),
  maxQuestionTokens: z.int().min(8).max(256).default(64).describe('Longer questions are cut'),
  titleDropout: z.number().min(0).max(1).default(0.15).describe('Share of passages read without their title'),
});
export type PassageTrainingOptions = z.infer<typeof PassageTrainingOptions>;

/** Usefulness, answerability, yes/no and answer spans at once; or all but usefulness. */
export const ReadingTrainingOptions = PassageTrainingOptions.extend({
  heads: z.literal('reader').default('reader'),
  tasks: z
    .enum(['both', 'reading'])
    .default('both')
    .describe('both: one model ranks passages and reads them; reading: it reads alone, beside another one that ranks'),
});
export type ReadingTrainingOptions = z.infer<typeof ReadingTrainingOptions>;
