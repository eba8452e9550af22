import { z } from 'zod';
import { flipCorrections } from '../../nn/training/flip-rate.ts';
import { PassageTrainingOptions } from './reading-options.ts';

/** What a reranker learns from the labels of a question's passages. */
export const RankingObjective = z.strictObject({
  objective: z
    .enum(['listwise', 'pointwise', 'pairwise', 'contrastive', 'joint'])
    .default('listwise')
    .describe(
      'listwise: soft-max over all passages of a question; pointwise: each passage by itself; pairwise: any two, by their degrees; ' +
        'contrastive: states of helpful passages apart from the others; joint: the last three together',
    ),
  weights: z
    .enum(['fixed', 'uniform', 'mgda', 'mgda-normalised'])
    .default('uniform')
    .describe(
      'How joint weighs its tasks: fixed as given, uniform, mgda (what lowers all losses; favours the task with the shortest gradient), ' +
        'mgda-normalised (the same, whatever the scale of the losses)',
    ),
  pointWeight: z.number().min(0).default(1).describe('Of pointwise in joint, with --weights fixed'),
  pairWeight: z.number().min(0).default(1).describe('Of pairwise in joint, with --weights fixed'),
  contrastWeight: z.number().min(0).default(1).describe('Of contrastive in joint, with --weights fixed'),
  helpfulFrom: z
    .number()
    .min(0)
    .default(0.1)
    .describe('A passage of at least this degree is helpful, and degrees that far apart are an order: more leaves out noise, and rows'),
  margin: z
    .number()
    .min(0)
    .default(1)
    .describe('How far pairwise wants scores apart, for degrees 1 or more apart; less in proportion. 0: the order alone counts'),
  temperature: z.number().positive().default(0.07).describe('Of contrastive: less makes it look at the hardest passages only'),
  flipRate: z
    .number()
    .min(0)
    .lt(0.5)
    .default(0)
    .describe('Share of wrong labels, as repeated probes show it: pointwise and pairwise losses are corrected for it'),
  flipCorrection: z
    .enum(flipCorrections)
    .default('unbiased')
    .describe('unbiased: right on average, but without a lower bound; smoothed: never quite sure of any label'),
  positives: z.int().min(1).default(1).describe('Positives drawn for a row that has several: contrastive learns from two'),
});
export type RankingObjective = z.infer<typeof RankingObjective>;

export const RankingTrainingOptions = PassageTrainingOptions.extend({
  heads: z.literal('ranker').default('ranker'),
  ...RankingObjective.shape,
});
export type RankingTrainingOptions = z.infer<typeof RankingTrainingOptions>;
