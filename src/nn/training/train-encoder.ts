import type { BertConfig } from '../encoders/bert-config.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { encoderProgram } from './encoder-program.ts';
import type { EncoderTrainingOptions } from './encoder-training-options.ts';
import type { Example } from './epoch-plan.ts';
import type { ModelHeads } from './initialize.ts';
import { loraOf } from './lora.ts';
import type { ProgramOptions } from './program.ts';
import type { Rng } from './rng.ts';
import { type Evaluation, type TrainingResult, type TrainingRun, type TrainingTask, train } from './train.ts';
import type { TrainingLayers } from './training-layers.ts';

export interface EncoderTrainingRun extends TrainingRun {
  /** Measures the model written to `output`, which the next evaluation overwrites. */
  evaluate?: ((modelDirectory: string, signal?: AbortSignal) => Promise<Evaluation>) | undefined;
  /** Where the model is written. */
  output: string;
}

/** What an encoder with heads learns, and from what. */
export interface EncoderTask<E extends Example> extends Pick<TrainingTask<E>, 'collate' | 'inspect' | 'summarize' | 'config'> {
  heads: ModelHeads;
  build(layers: TrainingLayers, config: BertConfig): Pick<ProgramOptions, 'loss' | 'held' | 'outputs'>;
  /** As {@link TrainingTask.examples}, of texts that the tokenizer of the model reads. */
  examples(tokenizer: Tokenizer, rng: Rng): readonly E[] | Promise<readonly E[]>;
  /** Noted in config.json of the model. */
  accord: Record<string, unknown>;
}

/**
 * Trains an encoder with heads, and writes it as a model directory.
 * @throws AccordError as {@link encoderProgram} and {@link train}
 */
export async function trainEncoder<E extends Example>(
  { heads, build, examples, accord, config, ...task }: EncoderTask<E>,
  options: EncoderTrainingOptions & { maxTokens: number },
  run: EncoderTrainingRun,
): Promise<TrainingResult> {
  const { maxTokens, base, dropout, frozenLayers, loraRank, loraAlpha, ...training } = options;
  const { evaluate, output, ...where } = run;
  const lora = loraOf({ loraRank, loraAlpha });
  const { program, tokenizer, start, save } = await encoderProgram(
    { ...heads, base, maxTokens, frozenLayers, lora, dropout, seed: training.seed },
    build,
  );
  try {
    const result = await train<E>(
      {
        ...task,
        program,
        examples: (_, rng) => examples(tokenizer, rng),
        ...(evaluate && {
          evaluate: async (signal?: AbortSignal) => {
            await save(output, accord);
            return evaluate(output, signal);
          },
        }),
        config: { ...start, ...config, maxTokens, dropout, frozenLayers, ...(lora && { lora }) },
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
