import { z } from 'zod';
import { TrainingOptions } from './training-options.ts';

/** How an encoder is fine-tuned, whatever it learns. */
export const EncoderTrainingOptions = TrainingOptions.extend({
  base: z
    .string()
    .min(1)
    .optional()
    .describe('Model directory to start from, with its heads where they are of the same name; the built-in encoder if not given'),
  dropout: z.number().min(0).max(0.9).default(0.1).describe('Share of activations that are dropped at random, against overfitting'),
  frozenLayers: z.int().min(0).default(0).describe('How many of the lowest layers stay as they are: faster, and less is learned'),
  loraRank: z
    .int()
    .positive()
    .optional()
    .describe(
      'Trains updates of this rank to the encoder’s linear layers instead of its weights (LoRA), and adds them up when the model is saved: ' +
        'a fraction of the parameters; wants a higher learning rate',
    ),
  loraAlpha: z.number().positive().optional().describe('Of LoRA: updates count alpha / rank; twice the rank if not given'),
});
export type EncoderTrainingOptions = z.infer<typeof EncoderTrainingOptions>;
