import type { Graph, Value } from '../graph.ts';
import { type Activations, activations, linear, type Precision, type Range } from '../linear.ts';
import type { SafeTensors } from '../safetensors.ts';
import type { BertConfig } from './bert-config.ts';

export interface BertOptions {
  precision: Precision;
  /** Fixed ranges for int8, by the name of the activation. */
  ranges?: Readonly<Record<string, Range>> | undefined;
  /** Sees every value that linear layers read, as the graph is built. */
  onActivation?: (value: Value) => void;
}

export interface BertInputs {
  /** Token ids, int32 [length, batch]. */
  ids: Value;
  /** Positions, int32 [length, 1]. */
  positions: Value;
  /** Whether any sequence is padded, bool []. */
  padded: Value;
  /** Added to attention scores, float32 [batch, 1, 1, length]: 0 for tokens, very negative for padding. */
  mask: Value;
}

/**
 * The BERT encoder (Devlin et al. 2019) for single sequences, from weights named as transformers names them.
 * Sequences run along the first dimension, so that attention reads each head in place.
 * @returns the last hidden states, float32 [length, batch, hidden]
 */
export function bertEncoder(graph: Graph, weights: SafeTensors, config: BertConfig, options: BertOptions, inputs: BertInputs): Value {
  const encoder = new BertBuilder(graph, weights, config, options);
  let x = encoder.embeddings(inputs.ids, inputs.positions);
  for (let i = 0; i < config.layers; i++) x = encoder.layer(`encoder.layer.${i}`, x, inputs);
  return x;
}

class BertBuilder {
  constructor(
    private readonly graph: Graph,
    private readonly weights: SafeTensors,
    private readonly config: BertConfig,
    private readonly options: BertOptions,
  ) {}

  embeddings(ids: Value, positions: Value): Value {
    const { graph, weights } = this;
    const { hiddenSize: hidden, vocabularySize, maxPositions, tokenTypes } = this.config;
    // Single sequences have token type 0 throughout: its embedding joins those of the positions.
    const table = weights.float32('embeddings.position_embeddings.weight', [maxPositions, hidden]);
    const types = weights.float32('embeddings.token_type_embeddings.weight', [tokenTypes, hidden]);
    for (let i = 0; i < table.length; i++) table[i]! += types[i % hidden]!;
    const [position] = graph.apply('Gather', 'embeddings.position', [
      graph.constant('embeddings.positions', 'float32', [maxPositions, hidden], table),
      positions,
    ]);
    const [sum] = graph.apply('Add', 'embeddings.sum', [this.wordEmbeddings(ids, [vocabularySize, hidden]), position]);
    return this.layerNorm('embeddings.LayerNorm', sum);
  }

  /** One block: self-attention and a feed-forward network, each added to its input and normalised. */
  layer(prefix: string, x: Value, inputs: BertInputs): Value {
    const { hiddenSize: hidden, intermediateSize: intermediate } = this.config;
    const input = this.activations(x);
    const query = this.linear(`${prefix}.attention.self.query`, input, hidden, hidden);
    const key = this.linear(`${prefix}.attention.self.key`, input, hidden, hidden);
    const value = this.linear(`${prefix}.attention.self.value`, input, hidden, hidden);
    const context = this.activations(this.attention(`${prefix}.attention`, query, key, value, inputs));
    const attended = this.residual(
      `${prefix}.attention.output.LayerNorm`,
      this.linear(`${prefix}.attention.output.dense`, context, hidden, hidden),
      x,
    );
    const wide = this.linear(`${prefix}.intermediate.dense`, this.activations(attended), intermediate, hidden);
    const [active] = this.graph.apply('Gelu', `${prefix}.gelu`, [wide]);
    const narrow = this.linear(`${prefix}.output.dense`, this.activations(active), hidden, intermediate);
    return this.residual(`${prefix}.output.LayerNorm`, narrow, attended);
  }

  private wordEmbeddings(ids: Value, shape: [number, number]): Value {
    const { graph, weights } = this;
    const name = 'embeddings.word_embeddings.weight';
    const table = weights.get(name, shape);
    if (table.dtype !== 'F16') {
      return graph.apply('Gather', 'embeddings.word', [graph.constant(name, 'float32', shape, weights.float32(name)), ids])[0];
    }
    // Half the memory for the largest matrix; only the rows that are read become floats.
    const rows = graph.apply('Gather', 'embeddings.word.half', [graph.constant(name, 'float16', shape, table.data), ids]);
    return graph.apply('Cast', 'embeddings.word', rows, { to: { int: 1 } })[0];
  }

  /** softmax(QKᵀ/√d + mask) V, head by head. */
  private attention(name: string, query: Value, key: Value, value: Value, { mask, padded }: BertInputs): Value {
    const { graph } = this;
    const { heads, hiddenSize: hidden } = this.config;
    const size = hidden / heads;
    const [length, batch] = query.shape;
    const split = (x: Value): Value => graph.reshape(`${x.name}.heads`, x, [0, 0, heads, size], [length!, batch!, heads, size]);
    const [scores] = graph.apply('FusedMatMul', `${name}.scores`, [split(query), split(key)], {
      transBatchA: { int: 1 },
      transBatchB: { int: 1 },
      transB: { int: 1 },
      alpha: { float: 1 / Math.sqrt(size) },
    });
    const lastAxis = { axis: { int: -1 } };
    // The mask is a pass over the largest tensor; batches of one length need none.
    const weights = graph.choose(
      `${name}.weights`,
      padded,
      (branch) => branch.apply('Softmax', `${name}.weights.masked`, branch.apply('Add', `${name}.masked`, [scores, mask]), lastAxis)[0],
      (branch) => branch.apply('Softmax', `${name}.weights.plain`, [scores], lastAxis)[0],
    );
    const [mixed] = graph.apply('FusedMatMul', `${name}.mixed`, [weights, split(value)], { transBatchB: { int: 1 }, alpha: { float: 1 } });
    const [joined] = graph.apply('Transpose', `${name}.joined`, [mixed], { perm: { ints: [2, 0, 1, 3] } });
    return graph.reshape(`${name}.context`, joined, [0, 0, hidden], [length!, batch!, hidden]);
  }

  private activations(x: Value): Activations {
    this.options.onActivation?.(x);
    return activations(this.graph, x, this.options.precision, this.options.ranges?.[x.name]);
  }

  private linear(name: string, x: Activations, outputs: number, inputs: number): Value {
    const weight = this.weights.float32(`${name}.weight`, [outputs, inputs]);
    const bias = this.weights.float32(`${name}.bias`, [outputs]);
    return linear(this.graph, name, x, { weight, bias, outputs, inputs });
  }

  private residual(name: string, y: Value, skip: Value): Value {
    return this.layerNorm(name, this.graph.apply('Add', `${name}.sum`, [y, skip])[0]);
  }

  private layerNorm(name: string, x: Value): Value {
    const { hiddenSize: hidden, layerNormEpsilon } = this.config;
    const [scale, shift] = ['weight', 'bias'].map((part) =>
      this.graph.constant(`${name}.${part}`, 'float32', [hidden], this.weights.float32(`${name}.${part}`, [hidden])),
    );
    return this.graph.apply('LayerNormalization', name, [x, scale, shift], { epsilon: { float: layerNormEpsilon } })[0];
  }
}
