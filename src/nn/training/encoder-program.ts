import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { baseModel, basePackage } from '../encoders/base-model.ts';
import { type BertConfig, readBertConfig } from '../encoders/bert-config.ts';
import { Graph, type Value } from '../graph.ts';
import { readSafetensors } from '../safetensors.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { type InitializeOptions, initialParameters, type ModelHeads } from './initialize.ts';
import { compile, type TrainingProgram } from './program.ts';
import { saveModel } from './save-model.ts';
import { type TrainingLayers, trainingLayers } from './training-layers.ts';

export interface EncoderProgramOptions extends ModelHeads, InitializeOptions {
  /** Share of activations dropped at random. */
  dropout: number;
}

/** The base encoder with heads, ready to be trained. */
export interface EncoderProgram {
  program: TrainingProgram;
  tokenizer: Tokenizer;
  /** Writes the model as it is now; `accord` is noted in its config.json. */
  save(directory: string, accord: Record<string, unknown>): Promise<void>;
}

/** Compiles the training graph that `build` adds to the base encoder's layers. */
export async function encoderProgram(
  { dropout, labels, spans, ...initial }: EncoderProgramOptions,
  build: (layers: TrainingLayers, config: BertConfig) => { loss: Value; outputs: readonly Value[] },
): Promise<EncoderProgram> {
  const base = await baseModel();
  const config = readBertConfig(base.config);
  const parameters = initialParameters(readSafetensors(base.weights), config, { labels, spans }, initial);
  const layers = trainingLayers(new Graph(), parameters, dropout);
  const { loss, outputs } = build(layers, config);
  const threads = Math.min(availableParallelism(), 8);
  const program = await compile(layers.graph, { parameters, layers, loss, outputs, dropout, threads });
  const baseConfig = JSON.parse(readFileSync(base.config, 'utf8')) as Record<string, unknown>;
  return {
    program,
    tokenizer: Tokenizer.fromFile(base.tokenizer),
    save: (directory, accord) => saveModel(directory, { parameters, baseConfig, base: basePackage, labels, accord }),
  };
}
