import { bertEncoder } from '../../src/nn/encoders/bert.ts';
import type { BertConfig } from '../../src/nn/encoders/bert-config.ts';
import { bertHeads } from '../../src/nn/encoders/heads.ts';
import { Graph } from '../../src/nn/graph.ts';
import type { Example } from '../../src/nn/training/epoch-plan.ts';
import { classification } from '../../src/nn/training/losses.ts';
import type { Parameter, Parameters } from '../../src/nn/training/parameters.ts';
import { compile } from '../../src/nn/training/program.ts';
import { Rng } from '../../src/nn/training/rng.ts';
import { encoderInputs, matrix, sequenceFeeds, type TokenPair } from '../../src/nn/training/sequences.ts';
import type { TrainingTask } from '../../src/nn/training/train.ts';
import { trainingLayers } from '../../src/nn/training/training-layers.ts';

const [hidden, intermediate, vocabulary] = [16, 32, 12];
const config: BertConfig = {
  type: 'bert',
  hiddenSize: hidden,
  heads: 2,
  layers: 2,
  intermediateSize: intermediate,
  vocabularySize: vocabulary,
  firstPosition: 0,
  maxPositions: 12,
  tokenTypes: 2,
  layerNormEpsilon: 1e-12,
};

export interface Sentence extends Example {
  readonly pair: TokenPair;
  readonly label: 0 | 1;
}

/** A BERT of 5,000 parameters that learns what kind of token a sequence begins with, with dropout. */
export async function tinyBert(): Promise<TrainingTask<Sentence>> {
  const graph = new Graph();
  const parameters = tinyParameters();
  const layers = trainingLayers(graph, parameters, 0.1);
  const inputs = encoderInputs(graph);
  const states = bertEncoder(layers, config, inputs);
  const { logits } = bertHeads(layers, { hiddenSize: hidden, labels: 2, spans: false }, states, inputs.first);
  const weight = graph.input('weight', 'float32', ['batch', 1]);
  const loss = classification(graph, 'loss', logits, graph.input('label', 'float32', ['batch', 2]), weight);
  const program = await compile(graph, { parameters, layers, loss, dropout: 0.1, threads: 2 });
  const rng = Rng.of(5);
  const sentences = Array.from({ length: 96 }, (_, i): Sentence => {
    const ids = Int32Array.from({ length: 4 + rng.below(8) }, () => rng.below(vocabulary));
    return { id: `sentence ${i}`, lengths: [ids.length], pair: { ids, passageStart: 2 }, label: ids[0]! < vocabulary / 2 ? 1 : 0 };
  });
  return {
    program,
    examples: (_, rng) => rng.shuffle(sentences).slice(0, 80),
    collate: (batch, scale) => ({
      ...sequenceFeeds(batch.map(({ pair }) => pair)),
      label: matrix(batch.length, 2, Float32Array.from(batch.flatMap(({ label }) => [1 - label, label]))),
      weight: matrix(batch.length, 1, new Float32Array(batch.length).fill(scale)),
    }),
    config: {},
  };
}

function tinyParameters(): Parameters {
  const rng = Rng.of(6);
  const parameters: Parameters = new Map();
  const add = (name: string, shape: number[], value: () => number): void => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, value);
    parameters.set(name, { shape, data, trainable: !name.includes('position') } satisfies Parameter);
  };
  const random = (): number => 0.4 * (rng.float() + rng.float() - 1);
  const table = (name: string, rows: number): void => add(`embeddings.${name}_embeddings.weight`, [rows, hidden], random);
  const linear = (name: string, outputs: number, inputs: number): void => {
    add(`${name}.weight`, [outputs, inputs], random);
    add(`${name}.bias`, [outputs], () => 0);
  };
  const norm = (name: string): void => {
    add(`${name}.LayerNorm.weight`, [hidden], () => 1);
    add(`${name}.LayerNorm.bias`, [hidden], () => 0);
  };
  table('word', vocabulary);
  table('position', config.maxPositions);
  table('token_type', config.tokenTypes);
  norm('embeddings');
  for (let i = 0; i < config.layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['self.query', 'self.key', 'self.value', 'output.dense']) linear(`${layer}.attention.${part}`, hidden, hidden);
    norm(`${layer}.attention.output`);
    linear(`${layer}.intermediate.dense`, intermediate, hidden);
    linear(`${layer}.output.dense`, hidden, intermediate);
    norm(`${layer}.output`);
  }
  linear('pooler.dense', hidden, hidden);
  linear('classifier', 2, hidden);
  return parameters;
}
