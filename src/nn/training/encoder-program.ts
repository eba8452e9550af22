import { availableParallelism } from 'node:os';
import { AccordError } from '../../errors.ts';
import type { BertConfig } from '../encoders/bert-config.ts';
import { Graph } from '../graph.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { type InitializeOptions, initialParameters, type ModelHeads } from './initialize.ts';
import { mergeLora } from './lora.ts';
import { compile, type ProgramOptions, type TrainingProgram } from './program.ts';
import { saveModel } from './save-model.ts';
import { startingModel } from './starting-model.ts';
import { type TrainingLayers, trainingLayers } from './training-layers.ts';

export interface EncoderProgramOptions extends ModelHeads, InitializeOptions {
  /** Directory of the model to start from; the built-in encoder if not given. */
  base?: string | undefined;
  /** The longest sequence. */
  maxTokens: number;
  /** Share of activations dropped at random. */
  dropout: number;
}

/** An encoder with heads, ready to be trained. */
export interface EncoderProgram {
  program: TrainingProgram;
  tokenizer: Tokenizer;
  /** The model that it starts from, for what a run depends on; empty for the built-in encoder. */
  start: { base?: { directory: string; sha256: string } };
  /** Writes the model as it is now, low-rank updates merged into the weights; `accord` is noted in its config.json. */
  save(directory: string, accord: Record<string, unknown>): Promise<void>;
}

/**
 * Compiles the training graph that `build` adds to an encoder's layers.
 * @throws AccordError `invalid-config`: sequences longer than the model reads; as {@link startingModel} and {@link initialParameters}
 */
export async function encoderProgram(
  { base: directory, maxTokens, dropout, labels, spans, ...initial }: EncoderProgramOptions,
  build: (layers: TrainingLayers, config: BertConfig) => Pick<ProgramOptions, 'loss' | 'held' | 'outputs'>,
): Promise<EncoderProgram> {
  const start = await startingModel(directory);
  const { config, tokenizer, tokenizerFile, base, sha256 } = start;
  if (maxTokens > config.maxPositions) {
    throw new AccordError(
      'invalid-config',
      `maxTokens is ${maxTokens}, but the model to start from reads at most ${config.maxPositions}.`,
      `Lower maxTokens to ${config.maxPositions}.`,
    );
  }
  const parameters = initialParameters(start, { labels, spans }, initial);
  const layers = trainingLayers(new Graph(), parameters, dropout, initial.lora);
  const built = build(layers, config);
  const threads = Math.min(availableParallelism(), 8);
  const program = await compile(layers.graph, { ...built, parameters, layers, dropout, threads });
  return {
    program,
    tokenizer,
    start: directory === undefined ? {} : { base: { directory, sha256: sha256! } },
    save(target, accord) {
      const merged = initial.lora ? mergeLora(parameters, initial.lora) : parameters;
      return saveModel(target, { parameters: merged, baseConfig: start.settings, base, tokenizerFile, labels, accord });
    },
  };
}
