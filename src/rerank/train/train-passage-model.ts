import type { BertConfig } from '../../nn/encoders/bert-config.ts';
import { CollapseDetector } from '../../nn/training/collapse-detector.ts';
import { encoderProgram } from '../../nn/training/encoder-program.ts';
import type { ModelHeads } from '../../nn/training/initialize.ts';
import type { Feeds, ProgramOptions } from '../../nn/training/program.ts';
import { type Evaluation, type TrainingResult, type TrainingRun, type TrainingTask, train } from '../../nn/training/train.ts';
import type { TrainingLayers } from '../../nn/training/training-layers.ts';
import type { Example } from './collate.ts';
import { openSources, type SourceOptions } from './example-sources.ts';
import type { PassageTrainingOptions } from './reading-options.ts';

export interface PassageTrainingRun extends TrainingRun, Pick<SourceOptions, 'get'> {
  /** Measures the model written to `output`, which the next evaluation overwrites. */
  evaluate?: ((modelDirectory: string, signal?: AbortSignal) => Promise<Evaluation>) | undefined;
  /** Where the model is written. */
  output: string;
}

/** What is learned from a question's passages. */
export interface PassageModel extends Pick<SourceOptions, 'positives' | 'helpfulFrom'> {
  heads: ModelHeads;
  build(layers: TrainingLayers, config: BertConfig): Pick<ProgramOptions, 'loss' | 'held' | 'outputs'>;
  collate(batch: readonly Example[], scale: number): Feeds;
  summarize?: TrainingTask<Example>['summarize'];
  /** What the run depends on beside the sources and how they are read. */
  config: Record<string, unknown>;
}

/**
 * Trains a cross-encoder on questions with passages, and writes it as a model directory.
 * @throws AccordError as {@link train} and {@link openSources}
 */
export async function trainPassageModel(
  options: PassageTrainingOptions,
  run: PassageTrainingRun,
  { heads, build, positives, helpfulFrom, config, ...task }: PassageModel,
): Promise<TrainingResult> {
  const { sources, maxTokens, maxQuestionTokens, titleDropout, base, dropout, frozenLayers, ...training } = options;
  const { evaluate, output, get, ...where } = run;
  const opened = await openSources(sources, {
    maxTokens,
    maxQuestionTokens,
    titleDropout,
    helpfulFrom,
    get,
    signal: run.signal,
    ...(positives !== undefined && { positives }),
  });
  const { program, tokenizer, start, save } = await encoderProgram(
    { ...heads, base, maxTokens, frozenLayers, dropout, seed: training.seed },
    build,
  );
  const accord = { maxTokens: Math.max(maxTokens, inferenceTokens), training: { ...config, ...options } };
  // Preferences may be too noisy to be told from chance; a ranker that gives one score for everything has still collapsed.
  const noisy = sources.some(({ preferences }) => preferences);
  const detector = new CollapseDetector({ grace: 2048, ...(noisy && { accuracy: 0 }) });
  try {
    const result = await train<Example>(
      {
        ...task,
        program,
        async examples(_, rng) {
          const examples: Example[] = [];
          for (const source of opened) for await (const example of source.examples(tokenizer, rng)) examples.push(example);
          return examples;
        },
        inspect: (batch, results) => inspect(detector, batch, results['logit.useful']!),
        ...(evaluate && {
          evaluate: async (signal?: AbortSignal) => {
            await save(output, accord);
            return evaluate(output, signal);
          },
        }),
        config: {
          ...start,
          ...config,
          sources,
          maxTokens,
          maxQuestionTokens,
          titleDropout,
          dropout,
          frozenLayers,
          rows: opened.map(({ count }) => count),
        },
      },
      training,
      where,
    );
    await save(output, accord);
    return result;
  } finally {
    await program.release();
  }
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
