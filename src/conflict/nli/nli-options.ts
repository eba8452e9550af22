import { z } from 'zod';
import { TrainingOptions } from '../../nn/training/training-options.ts';
import { nliLabels } from './nli-labels.ts';

/** A pair of sentences, and what the premise says of the hypothesis. */
export const NliRow = z.object({
  id: z.string(),
  premise: z.string().min(1, 'the premise is empty'),
  hypothesis: z.string().min(1, 'the hypothesis is empty'),
  label: z.enum(nliLabels),
});
export type NliRow = z.infer<typeof NliRow>;

export const NliTrainingOptions = TrainingOptions.extend({
  sources: z
    .array(z.strictObject({ path: z.string(), rows: z.int().positive().optional().describe('Rows drawn each epoch; default: all') }))
    .min(1),
  maxTokens: z.int().min(16).max(512).default(128).describe('Longer pairs are cut'),
  dropout: z.number().min(0).max(0.9).default(0.1).describe('Share of activations that are dropped at random, against overfitting'),
  frozenLayers: z.int().min(0).default(0).describe('How many of the lowest layers stay as they are: faster, and less is learned'),
});
export type NliTrainingOptions = z.infer<typeof NliTrainingOptions>;
