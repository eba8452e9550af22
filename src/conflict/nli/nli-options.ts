import { z } from 'zod';
import { EncoderTrainingOptions } from '../../nn/training/encoder-training-options.ts';
import { nliLabels } from './nli-labels.ts';

/** A pair of sentences, and what the premise says of the hypothesis. */
export const NliRow = z.object({
  id: z.string(),
  premise: z.string().min(1, 'the premise is empty'),
  hypothesis: z.string().min(1, 'the hypothesis is empty'),
  label: z.enum(nliLabels),
});
export type NliRow = z.infer<typeof NliRow>;

export const NliTrainingOptions = EncoderTrainingOptions.extend({
  sources: z
    .array(z.strictObject({ path: z.string(), rows: z.int().positive().optional().describe('Rows drawn each epoch; default: all') }))
    .min(1),
  maxTokens: z.int().min(16).max(512).default(128).describe('Longer pairs are cut'),
});
export type NliTrainingOptions = z.infer<typeof NliTrainingOptions>;
