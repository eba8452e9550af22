import { CollapseDetector } from '../../nn/training/collapse-detector.ts';
import type { TrainingResult } from '../../nn/training/train.ts';
import { type EncoderTask, type EncoderTrainingRun, trainEncoder } from '../../nn/training/train-encoder.ts';
import type { Example } from './collate.ts';
import { openSources, type SourceOptions } from './example-sources.ts';
import type { PassageTrainingOptions } from './reading-options.ts';

export interface PassageTrainingRun extends EncoderTrainingRun, Pick<SourceOptions, 'get'> {}

/** What is learned from a question's passages. */
export interface PassageModel
  extends Pick<EncoderTask<Example>, 'heads' | 'build' | 'collate' | 'summarize'>,
    Pick<SourceOptions, 'positives' | 'helpfulFrom'> {
  /** What the run depends on beside the sources and how they are read. */
  config: Record<string, unknown>;
}

/**
 * Trains a cross-encoder on questions with passages, and writes it as a model directory.
 * @throws AccordError as {@link trainEncoder} and {@link openSources}
 */
export async function trainPassageModel(
  options: PassageTrainingOptions,
  run: PassageTrainingRun,
  { positives, helpfulFrom, config, ...task }: PassageModel,
): Promise<TrainingResult> {
  const { sources, maxQuestionTokens, titleDropout, ...training } = options;
  const { maxTokens } = options;
  const { get, ...where } = run;
  const opened = await openSources(sources, {
    maxTokens,
    maxQuestionTokens,
    titleDropout,
    helpfulFrom,
    get,
    signal: run.signal,
    ...(positives !== undefined && { positives }),
  });
  // Preferences may be too noisy to be told from chance; a ranker that gives one score for everything has still collapsed.
  const noisy = sources.some(({ preferences }) => preferences);
  const detector = new CollapseDetector({ grace: 2048, ...(noisy && { accuracy: 0 }) });
  return trainEncoder<Example>(
    {
      ...task,
      async examples(tokenizer, rng) {
        const examples: Example[] = [];
        for (const source of opened) for await (const example of source.examples(tokenizer, rng)) examples.push(example);
        return examples;
      },
      inspect: (batch, results) => inspect(detector, batch, (results['logit.useful'] ?? results['logit.answerable'])!),
      config: { ...config, sources, maxQuestionTokens, titleDropout, rows: opened.map(({ count }) => count) },
      accord: { maxTokens: Math.max(maxTokens, inferenceTokens), training: { ...config, ...options } },
    },
    training,
    where,
  );
}

/** Sequences may be longer when the model is used than when it was trained. */
const inferenceTokens = 256;

/** Shows the detector the scores of each question's passages. */
function inspect(detector: CollapseDetector, batch: readonly Example[], scores: Float32Array): string | undefined {
  let at = 0;
  for (const { candidates } of batch) {
    const own = [...scores.subarray(at, at + candidates.length)];
    at += candidates.length;
    const [right, wrong] = [true, false].map((positive) => own.filter((_, i) => candidates[i]!.positive === positive));
    if (right!.length === 0 || wrong!.length === 0) continue;
    const reason = detector.observe(right!, wrong!);
    if (reason) return reason;
  }
  return undefined;
}
