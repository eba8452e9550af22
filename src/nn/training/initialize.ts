import type { BertConfig } from '../encoders/bert-config.ts';
import type { SafeTensors } from '../safetensors.ts';
import type { Parameter, Parameters } from './parameters.ts';
import { Rng } from './rng.ts';

/** What a model has on top of its encoder. */
export interface ModelHeads {
  /** Names of the classifier's outputs. */
  labels: readonly string[];
  /** Whether tokens are scored as start and end of the answer. */
  spans: boolean;
}

export interface InitializeOptions {
  /** How many of the lowest layers stay as they are. */
  frozenLayers: number;
  /** For the weights of new heads. */
  seed: number;
}

/** Standard deviation of new weights, BERT's `initializer_range`. */
const spread = 0.02;

/**
 * Parameters to start training from: those of an encoder, and of its heads where it has them in the right size, else new ones. The embedding tables
 * are frozen, so that models trained from the same base share them.
 */
export function initialParameters(
  weights: SafeTensors,
  config: BertConfig,
  { labels, spans }: ModelHeads,
  { frozenLayers, seed }: InitializeOptions,
): Parameters {
  const parameters: Parameters = new Map();
  for (const name of weights.names) {
    if (name.endsWith('position_ids') || isHead(name)) continue;
    const layer = /^encoder\.layer\.(\d+)\./.exec(name)?.[1];
    const frozen = name.endsWith('_embeddings.weight') || (layer !== undefined && Number(layer) < frozenLayers);
    parameters.set(name, { shape: weights.get(name).shape, data: weights.float32(name), trainable: !frozen });
  }
  const rng = Rng.of(seed);
  const { hiddenSize: hidden } = config;
  const heads: [string, number, number][] = [
    ['classifier', labels.length, hidden],
    ...(spans ? [['qa_outputs', 2, hidden] as [string, number, number]] : []),
  ];
  if (!parameters.has('pooler.dense.weight')) heads.unshift(['pooler.dense', hidden, hidden]);
  for (const [name, outputs, inputs] of heads) {
    for (const [part, shape] of [
      ['weight', [outputs, inputs]],
      ['bias', [outputs]],
    ] as const) {
      parameters.set(`${name}.${part}`, known(weights, `${name}.${part}`, shape) ?? fresh(shape, part === 'weight' ? spread : 0, rng));
    }
  }
  return parameters;
}

const isHead = (name: string): boolean => name.startsWith('classifier.') || name.startsWith('qa_outputs.');

function known(weights: SafeTensors, name: string, shape: readonly number[]): Parameter | undefined {
  if (!weights.has(name) || String(weights.get(name).shape) !== String(shape)) return undefined;
  return { shape, data: weights.float32(name), trainable: true };
}

/** Normally distributed weights (Box & Muller 1958). */
function fresh(shape: readonly number[], deviation: number, rng: Rng): Parameter {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  if (deviation > 0) {
    for (let i = 0; i < data.length; i++) {
      data[i] = deviation * Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float());
    }
  }
  return { shape, data, trainable: true };
}
