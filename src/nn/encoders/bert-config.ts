import { readFileSync } from 'node:fs';
import { AccordError } from '../../errors.ts';

/** Architectures that are BERT encoders but for positions, heads and vocabulary. */
export const encoderTypes = ['bert', 'roberta', 'xlm-roberta'] as const;
export type EncoderType = (typeof encoderTypes)[number];

/** Kind and sizes of a BERT encoder, from its config.json. */
export interface BertConfig {
  type: EncoderType;
  hiddenSize: number;
  heads: number;
  layers: number;
  intermediateSize: number;
  vocabularySize: number;
  /** Rows of the table of positions. */
  maxPositions: number;
  /** Position of a sequence's first token: in RoBERTa the one after that of padding. */
  firstPosition: number;
  tokenTypes: number;
  layerNormEpsilon: number;
}

/**
 * Reads a config.json.
 * @throws AccordError `model-missing`: no such file; `unsupported-format`: not the configuration of a BERT or RoBERTa encoder with exact GELU.
 */
export function readBertConfig(path: string): BertConfig {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AccordError('model-missing', `Cannot read the model configuration ${path}.`, 'Install the model again.', { cause });
  }
  const fail = (what: string): never => {
    throw new AccordError('unsupported-format', `${path}: ${what}.`, 'Use the config.json of a BERT or RoBERTa encoder.');
  };
  const size = (key: string): number => {
    const value = json[key];
    return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : fail(`"${key}" is ${JSON.stringify(value)}`);
  };
  const type = encoderTypes.find((name) => name === json.model_type);
  if (type === undefined) return fail(`the model type is ${JSON.stringify(json.model_type)}, not one of ${encoderTypes.join(', ')}`);
  if (json.hidden_act !== 'gelu') return fail(`the activation is ${JSON.stringify(json.hidden_act)}, not "gelu"`);
  const config: BertConfig = {
    type,
    hiddenSize: size('hidden_size'),
    heads: size('num_attention_heads'),
    layers: size('num_hidden_layers'),
    intermediateSize: size('intermediate_size'),
    vocabularySize: size('vocab_size'),
    maxPositions: size('max_position_embeddings'),
    firstPosition: firstPosition(type, json.pad_token_id),
    tokenTypes: size('type_vocab_size'),
    layerNormEpsilon: Number(json.layer_norm_eps ?? 1e-12),
  };
  if (config.hiddenSize % config.heads !== 0) return fail(`${config.heads} heads do not divide a hidden size of ${config.hiddenSize}`);
  return config;
}

/** Where the positions of a sequence begin in the table. */
export function firstPosition(type: string, padding: unknown): number {
  return type === 'bert' ? 0 : (Number.isSafeInteger(padding) ? (padding as number) : 1) + 1;
}
