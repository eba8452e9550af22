import { readFileSync } from 'node:fs';
import { AccordError } from '../../errors.ts';

/** The sizes of a BERT encoder, from its config.json. */
export interface BertConfig {
  hiddenSize: number;
  heads: number;
  layers: number;
  intermediateSize: number;
  vocabularySize: number;
  /** The longest sequence, in tokens, [CLS] and [SEP] included. */
  maxPositions: number;
  tokenTypes: number;
  layerNormEpsilon: number;
}

/**
 * Reads a config.json.
 * @throws AccordError `model-missing`: no such file; `unsupported-format`: not the configuration of a BERT encoder with exact GELU.
 */
export function readBertConfig(path: string): BertConfig {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AccordError('model-missing', `Cannot read the model configuration ${path}.`, 'Install the model again.', { cause });
  }
  const fail = (what: string): never => {
    throw new AccordError('unsupported-format', `${path}: ${what}.`, 'Use the config.json of a BERT encoder.');
  };
  const size = (key: string): number => {
    const value = json[key];
    return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : fail(`"${key}" is ${JSON.stringify(value)}`);
  };
  if (json.model_type !== 'bert') return fail(`the model type is ${JSON.stringify(json.model_type)}, not "bert"`);
  if (json.hidden_act !== 'gelu') return fail(`the activation is ${JSON.stringify(json.hidden_act)}, not "gelu"`);
  const config = {
    hiddenSize: size('hidden_size'),
    heads: size('num_attention_heads'),
    layers: size('num_hidden_layers'),
    intermediateSize: size('intermediate_size'),
    vocabularySize: size('vocab_size'),
    maxPositions: size('max_position_embeddings'),
    tokenTypes: size('type_vocab_size'),
    layerNormEpsilon: Number(json.layer_norm_eps ?? 1e-12),
  };
  if (config.hiddenSize % config.heads !== 0) return fail(`${config.heads} heads do not divide a hidden size of ${config.hiddenSize}`);
  return config;
}
