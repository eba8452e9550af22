import { bertEncoder } from '../../nn/encoders/bert.ts';
import type { BertConfig } from '../../nn/encoders/bert-config.ts';
import { bertHeads } from '../../nn/encoders/heads.ts';
import type { Value } from '../../nn/graph.ts';
import type { Layers } from '../../nn/layers.ts';
import { classification } from '../../nn/training/losses.ts';
import type { Feeds } from '../../nn/training/program.ts';
import { encoderInputs, matrix, sequenceFeeds, type TokenPair } from '../../nn/training/sequences.ts';
import { type NliLabel, nliLabels } from './nli-labels.ts';

/** A pair under training: [CLS] hypothesis [SEP] premise [SEP]. The premise, as the longer one, is in the passage's place. */
export interface NliExample extends TokenPair {
  id: string;
  /** Tokens of the pair. */
  lengths: readonly number[];
  label: NliLabel;
}

/** The training graph of a three-way classifier of (premise, hypothesis). Inputs beside the encoder's: `label` [batch, 3], `weight` [batch, 1]. */
export function nliModel(layers: Layers, config: BertConfig): { loss: Value; outputs: Value[] } {
  const { graph } = layers;
  const inputs = encoderInputs(graph);
  const states = bertEncoder(layers, config, inputs);
  const { logits } = bertHeads(layers, { hiddenSize: config.hiddenSize, labels: nliLabels.length, spans: false }, states, inputs.first);
  const label = graph.input('label', 'float32', ['batch', nliLabels.length]);
  const loss = classification(graph, 'loss.class', logits, label, graph.input('weight', 'float32', ['batch', 1]));
  return { loss, outputs: [logits] };
}

/** A batch of pairs as inputs of the model; each counts `scale`. */
export function collateNli(examples: readonly NliExample[], scale: number): Feeds {
  const label = new Float32Array(examples.length * nliLabels.length);
  for (const [row, example] of examples.entries()) label[row * nliLabels.length + nliLabels.indexOf(example.label)] = 1;
  return {
    ...sequenceFeeds(examples),
    label: matrix(examples.length, nliLabels.length, label),
    weight: matrix(examples.length, 1, new Float32Array(examples.length).fill(scale)),
  };
}
