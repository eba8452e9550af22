import type { Graph, Value } from '../graph.ts';
import { type LinearWeights, linear, type Precision } from '../linear.ts';
import type { SafeTensors } from '../safetensors.ts';
import type { BertConfig } from './bert-config.ts';

export interface BertInputs {
  /** Token ids, int32 [batch, length]. */
  ids: Value;
  /** Positions, int32 [length]. */
  positions: Value;
  /** Added to attention scores, float32 [batch, 1, 1, length]: 0 for tokens, very negative for padding. */
  mask: Value;
}

/**
 * The BERT encoder (Devlin et al. 2019) for single sequences, from weights named as transformers names them.
 * @returns the last hidden states, float32 [batch, length, hidden]
 */
export function bertEncoder(graph: Graph, weights: SafeTensors, config: BertConfig, precision: Precision, inputs: BertInputs): Value {
  let x = embeddings(graph, weights, config, inputs);
  for (let layer = 0; layer < config.layers; layer++) x = encoderLayer(graph, weights, config, precision, layer, x, inputs.mask);
  return x;
}

function embeddings(graph: Graph, weights: SafeTensors, config: BertConfig, { ids, positions }: BertInputs): Value {
  const { hiddenSize: hidden, vocabularySize, maxPositions, tokenTypes } = config;
  const shape = [vocabularySize, hidden];
  const table = weights.get('embeddings.word_embeddings.weight', shape);
  let words: Value;
  if (table.dtype === 'F16') {
    // Half the memory for the largest matrix; only the rows that are read become floats.
    const half = graph.constant('embeddings.words', 'float16', shape, table.data);
    [words] = graph.apply('Cast', 'embeddings.word', graph.apply('Gather', 'embeddings.word.half', [half, ids]), { to: { int: 1 } });
  } else {
    const full = graph.constant('embeddings.words', 'float32', shape, weights.float32('embeddings.word_embeddings.weight'));
    [words] = graph.apply('Gather', 'embeddings.word', [full, ids]);
  }
  const offsets = weights.float32('embeddings.position_embeddings.weight', [maxPositions, hidden]);
  const types = weights.float32('embeddings.token_type_embeddings.weight', [tokenTypes, hidden]);
  for (let i = 0; i < offsets.length; i++) offsets[i]! += types[i % hidden]!;
  const [position] = graph.apply('Gather', 'embeddings.position', [
    graph.constant('embeddings.positions', 'float32', [maxPositions, hidden], offsets),
    positions,
  ]);
  const [sum] = graph.apply('Add', 'embeddings.sum', [words, position]);
  return graph.apply(
    'LayerNormalization',
    'embeddings',
    [sum, vector(graph, weights, 'embeddings.LayerNorm.weight', hidden), vector(graph, weights, 'embeddings.LayerNorm.bias', hidden)],
    { epsilon: { float: config.layerNormEpsilon } },
  )[0];
}

function encoderLayer(
  graph: Graph,
  weights: SafeTensors,
  config: BertConfig,
  precision: Precision,
  layer: number,
  x: Value,
  mask: Value,
): Value {
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const prefix = `encoder.layer.${layer}`;
  const parameters = (name: string, outputs: number, inputs: number): LinearWeights => ({
    weight: weights.float32(`${prefix}.${name}.weight`, [outputs, inputs]),
    outputs,
    inputs,
  });
  const bias = (name: string, size: number): Value => vector(graph, weights, `${prefix}.${name}.bias`, size);
  const residual = (name: string, norm: string, y: Value, skip: Value): Value =>
    graph.apply(
      'SkipLayerNormalization',
      `${prefix}.${norm}`,
      [
        y,
        skip,
        vector(graph, weights, `${prefix}.${norm}.weight`, hidden),
        vector(graph, weights, `${prefix}.${norm}.bias`, hidden),
        bias(name, hidden),
      ],
      { epsilon: { float: config.layerNormEpsilon } },
    )[0];

  const project = (name: string): Value => {
    const key = `attention.self.${name}`;
    const withBias = { ...parameters(key, hidden, hidden), bias: weights.float32(`${prefix}.${key}.bias`, [hidden]) };
    return linear(graph, `${prefix}.${name}`, x, withBias, precision);
  };
  const context = attention(graph, prefix, config, project('query'), project('key'), project('value'), mask);
  const attended = linear(graph, `${prefix}.attended`, context, parameters('attention.output.dense', hidden, hidden), precision);
  const middle = residual('attention.output.dense', 'attention.output.LayerNorm', attended, x);
  const wide = linear(graph, `${prefix}.wide`, middle, parameters('intermediate.dense', intermediate, hidden), precision);
  const [active] = graph.apply('BiasGelu', `${prefix}.active`, [wide, bias('intermediate.dense', intermediate)]);
  const narrow = linear(graph, `${prefix}.narrow`, active, parameters('output.dense', hidden, intermediate), precision);
  return residual('output.dense', 'output.LayerNorm', narrow, middle);
}

/** softmax(QKᵀ/√d + mask) V, head by head. */
function attention(graph: Graph, prefix: string, config: BertConfig, query: Value, key: Value, value: Value, mask: Value): Value {
  const { heads, hiddenSize } = config;
  const size = hiddenSize / heads;
  const [batch, length] = query.shape;
  const split = (x: Value): Value => {
    const parts = graph.reshape(`${x.name}.split`, x, [0, 0, heads, size], [batch!, length!, heads, size]);
    return graph.apply('Transpose', `${x.name}.heads`, [parts], { perm: { ints: [0, 2, 1, 3] } })[0];
  };
  const [scores] = graph.apply('FusedMatMul', `${prefix}.scores`, [split(query), split(key)], {
    transB: { int: 1 },
    alpha: { float: 1 / Math.sqrt(size) },
  });
  const [masked] = graph.apply('Add', `${prefix}.masked`, [scores, mask]);
  const [weights] = graph.apply('Softmax', `${prefix}.weights`, [masked], { axis: { int: -1 } });
  const [mixed] = graph.apply('MatMul', `${prefix}.mixed`, [weights, split(value)]);
  const [joined] = graph.apply('Transpose', `${prefix}.joined`, [mixed], { perm: { ints: [0, 2, 1, 3] } });
  return graph.reshape(`${prefix}.context`, joined, [0, 0, hiddenSize], [batch!, length!, hiddenSize]);
}

function vector(graph: Graph, weights: SafeTensors, name: string, size: number): Value {
  return graph.constant(name, 'float32', [size], weights.float32(name, [size]));
}
