import { z } from 'zod';

export const JudgeOptions = z.object({
  form: z
    .enum(['point', 'digit', 'pair', 'set', 'rank'])
    .default('point')
    .describe(
      'What is asked: point (does a passage help, yes or no), digit (how much, from 0 to 9), pair (which of two, in both orders), set (which of all), rank (all in order)',
    ),
  samples: z
    .int()
    .min(1)
    .default(5)
    .describe(
      'set and rank: over so many shuffles of the passages; point and digit: so many replies where the server gives no token probabilities',
    ),
  seed: z.int().min(0).default(0).describe('For shuffles and sampled replies'),
  aggregate: z
    .enum(['votes', 'central-ranking'])
    .default('votes')
    .describe(
      'set and rank: order by votes and mean position, or by the ranking with the fewest disagreements (permutation self-consistency)',
    ),
  pairModel: z
    .enum(['bradley-terry', 'general-preference'])
    .default('bradley-terry')
    .describe('pair: strengths of passages, or a model that also holds cyclic preferences'),
  maxWords: z.int().min(1).default(200).describe('So many words of a passage are shown to the model'),
});
export type JudgeOptions = z.input<typeof JudgeOptions>;
export type ParsedJudgeOptions = z.output<typeof JudgeOptions>;
export type JudgeForm = ParsedJudgeOptions['form'];

export const judgeForms = JudgeOptions.shape.form.unwrap().options;
