import { AccordError } from '../../errors.ts';
import { summarizeTasks } from '../../nn/training/summarize-tasks.ts';
import type { TrainingResult } from '../../nn/training/train.ts';
import { jointTasks, rankingModel } from './ranking-model.ts';
import { RankingObjective, type RankingTrainingOptions } from './ranking-options.ts';
import { rankingFeeds } from './ranking-targets.ts';
import { type PassageTrainingRun, trainPassageModel } from './train-passage-model.ts';

/**
 * Trains a cross-encoder that tells which passages help, on rows of questions with positive and negative passages, or on preference records.
 * @throws AccordError `invalid-config`: a flip rate for an objective that cannot be corrected; as {@link trainPassageModel}
 */
export async function trainRankingModel(options: RankingTrainingOptions, run: PassageTrainingRun): Promise<TrainingResult> {
  const { heads: kind, ...rest } = options;
  const names = Object.keys(RankingObjective.shape);
  const [own, passages] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(rest).filter(([key]) => names.includes(key) === wanted)),
  );
  const objective = RankingObjective.parse(own);
  if (objective.flipRate > 0 && (objective.objective === 'listwise' || objective.objective === 'contrastive')) {
    throw new AccordError(
      'invalid-config',
      `flipRate is ${objective.flipRate}, but ${objective.objective} losses cannot be corrected for it.`,
      'Give the objective pointwise, pairwise or joint, or no flip rate.',
    );
  }
  return trainPassageModel(passages as Omit<RankingTrainingOptions, keyof RankingObjective | 'heads'>, run, {
    heads: { labels: ['useful'], spans: false },
    build: (layers, config) => rankingModel(layers, config, objective),
    collate: (batch, scale) => rankingFeeds(batch, objective, scale),
    ...(objective.objective === 'joint' && { summarize: (outputs) => summarizeTasks(jointTasks, outputs) }),
    positives: objective.positives,
    helpfulFrom: objective.helpfulFrom,
    config: { heads: kind, ...objective },
  });
}
