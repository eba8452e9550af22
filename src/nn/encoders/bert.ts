import type { Graph, Value } from '../graph.ts';
import { type Activations, activations, type LinearWeights, linear, type Precision } from '../linear.ts';
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
  return layerNorm(graph, weights, 'embeddings.LayerNorm', sum, config);
}

function encoderLayer(
  graph: Graph,
  weights: SafeTensors,
  config: BertConfig,
  precision: Precision,
  index: number,
  x: Value,
  mask: Value,
): Value {
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const prefix = `encoder.layer.${index}`;
  const layer = (name: string, outputs: number, inputs: number): LinearWeights => ({
    weight: weights.float32(`${prefix}.${name}.weight`, [outputs, inputs]),
    bias: weights.float32(`${prefix}.${name}.bias`, [outputs]),
    outputs,
    inputs,
  });
  const apply = (name: string, input: Activations, outputs: number, inputs: number): Value =>
    linear(graph, `${prefix}.${name}`, input, layer(name, outputs, inputs));
  const normalized = (name: string, y: Value, skip: Value): Value => {
    const [sum] = graph.apply('Add', `${prefix}.${name}.sum`, [y, skip]);
    return layerNorm(graph, weights, `${prefix}.${name}`, sum, config);
  };

  const input = activations(graph, `${prefix}.input`, x, precision);
  const query = apply('attention.self.query', input, hidden, hidden);
  const key = apply('attention.self.key', input, hidden, hidden);
  const value = apply('attention.self.value', input, hidden, hidden);
  const context = activations(graph, `${prefix}.context`, attention(graph, prefix, config, query, key, value, mask), precision);
  const attended = normalized('attention.output.LayerNorm', apply('attention.output.dense', context, hidden, hidden), x);
  const middle = activations(graph, `${prefix}.middle`, attended, precision);
  const [gelu] = graph.apply('Gelu', `${prefix}.gelu`, [apply('intermediate.dense', middle, intermediate, hidden)]);
  const wide = activations(graph, `${prefix}.wide`, gelu, precision);
  return normalized('output.LayerNorm', apply('output.dense', wide, hidden, intermediate), attended);
}

function layerNorm(graph: Graph, weights: SafeTensors, name: string, x: Value, config: BertConfig): Value {
  const vector = (part: string): Value =>
    graph.constant(`${name}.${part}`, 'float32', [config.hiddenSize], weights.float32(`${name}.${part}`, [config.hiddenSize]));
  return graph.apply('LayerNormalization', name, [x, vector('weight'), vector('bias')], { epsilon: { float: config.layerNormEpsilon } })[0];
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
  return graph.reshape(`${prefix}.mixed.joined`, joined, [0, 0, hiddenSize], [batch!, length!, hiddenSize]);
}
