import { addLora, type Lora } from './lora.ts';
import { normalParameter, type Parameters } from './parameters.ts';
import { Rng } from './rng.ts';
import type { StartingModel } from './starting-model.ts';

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
  /** Trains low-rank updates of the encoder instead of its weights. */
  lora?: Lora | undefined;
  /** For the weights of new heads and updates. */
  seed: number;
}

/** Standard deviation of new weights, BERT's `initializer_range`. */
const spread = 0.02;

/**
 * Parameters to start training from: those of an encoder, and of its heads where it has them, output by output of the same label, else new ones. The
 * embedding tables are frozen, so that models trained from the same base share them.
 */
export function initialParameters(
  { weights, config, labels: known }: Pick<StartingModel, 'weights' | 'config' | 'labels'>,
  { labels, spans }: ModelHeads,
  { frozenLayers, lora, seed }: InitializeOptions,
): Parameters {
  const parameters: Parameters = new Map();
  for (const name of weights.names) {
    if (name.endsWith('position_ids') || !ofEncoder.test(name)) continue;
    const layer = /^encoder\.layer\.(\d+)\./.exec(name)?.[1];
    const frozen = name.endsWith('_embeddings.weight') || (layer !== undefined && Number(layer) < frozenLayers);
    parameters.set(name, { shape: weights.get(name).shape, data: weights.float32(name), trainable: !frozen });
  }
  const rng = Rng.of(seed);
  const { hiddenSize: hidden } = config;
  const heads: { name: string; size: number; rows?: number[] }[] = [
    { name: 'classifier', size: labels.length, rows: labels.map((label) => known.indexOf(label)) },
    ...(spans ? [{ name: 'qa_outputs', size: 2, rows: weights.has('qa_outputs.weight') ? [0, 1] : [] }] : []),
  ];
  if (!parameters.has('pooler.dense.weight')) heads.unshift({ name: 'pooler.dense', size: hidden });
  for (const { name, size, rows = [] } of heads) {
    const weight = normalParameter([size, hidden], spread, rng);
    const bias = normalParameter([size], 0, rng);
    for (const [to, from] of rows.entries()) {
      if (from < 0) continue;
      weight.data.set(weights.float32(`${name}.weight`).subarray(from * hidden, (from + 1) * hidden), to * hidden);
      bias.data[to] = weights.float32(`${name}.bias`)[from]!;
    }
    parameters.set(`${name}.weight`, weight);
    parameters.set(`${name}.bias`, bias);
  }
  if (lora) addLora(parameters, lora, rng);
  return parameters;
}

const ofEncoder = /^(embeddings|encoder|pooler)\./;
