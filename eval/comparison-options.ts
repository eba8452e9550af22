import { z } from 'zod';
import { rerankDepth } from '../src/pipeline-options.ts';

export const ComparisonOptions = z.object({
  against: z
    .string()
    .min(1)
    .optional()
    .describe('Model directory to compare it with; default: the model that comes with the package, where there is one'),
  depth: z.int().min(1).default(rerankDepth).describe('How many passages of a question are ranked'),
  limit: z.int().min(1).optional().describe('Only so many questions, drawn by the seed'),
  seed: z.int().min(0).default(42).describe('For what is drawn, the intervals and the randomisation test'),
});
export type ComparisonOptions = z.input<typeof ComparisonOptions>;
