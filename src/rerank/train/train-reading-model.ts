import type { TrainingResult } from '../../nn/training/train.ts';
import { collate } from './collate.ts';
import { readingLabels, readingModel } from './reading-model.ts';
import type { ReadingTrainingOptions } from './reading-options.ts';
import { type PassageTrainingRun, trainPassageModel } from './train-passage-model.ts';

/**
 * Trains a cross-encoder that ranks passages and finds answers, on rows of questions with positive and negative passages.
 * @throws AccordError as {@link trainPassageModel}
 */
export function trainReadingModel(
  { heads: kind, tasks, ...options }: ReadingTrainingOptions,
  run: PassageTrainingRun,
): Promise<TrainingResult> {
  const labels = readingLabels[tasks];
  return trainPassageModel(options, run, {
    heads: { labels, spans: true },
    build: (layers, config) => readingModel(layers, config, labels),
    collate: (batch, scale) => collate(batch, scale, labels),
    helpfulFrom: 0,
    config: { heads: kind, ...(tasks === 'reading' && { tasks }) },
  });
}
