import type { Value } from '../graph.ts';
import type { Layers } from '../layers.ts';
import type { BertConfig } from './bert-config.ts';

export interface BertInputs {
  /** Token ids, int32 [length, batch]; packed: [tokens]. */
  ids: Value;
  /** Token types, of the same shape: 0 for the first text of a pair, 1 for the second. Left out, all are 0. */
  types?: Value;
  /** Positions, int32 [length, 1]; packed: [tokens]. */
  positions: Value;
  /** Given, the tokens of all sequences are in a row, without padding, and only attention lays them out as a grid. */
  packing?: Packing;
  /** Whether any sequence is padded, bool []; left out where the mask is always wanted. */
  padded?: Value;
  /** Added to attention scores, float32 [batch, 1, 1, length]: 0 for tokens, very negative for padding. */
  mask: Value;
}

interface Packing {
  /** Which token each cell of the grid shows, int32 [length, batch]; any token for padding. */
  grid: Value;
  /** The cell of each token, int32 [tokens]. */
  cells: Value;
}

/**
 * The BERT encoder (Devlin et al. 2019), its parameters named as transformers names them.
 * Sequences run along the first dimension, so that attention reads each head in place.
 * @returns the last hidden states, float32 [length, batch, hidden]; packed: [tokens, hidden]
 */
export function bertEncoder(layers: Layers, config: BertConfig, inputs: BertInputs): Value {
  let x = embeddings(layers, config, inputs);
  for (let i = 0; i < config.layers; i++) x = encoderLayer(layers, config, `encoder.layer.${i}`, x, inputs);
  return x;
}

function embeddings(layers: Layers, config: BertConfig, { ids, types, positions }: BertInputs): Value {
  const { graph } = layers;
  const { hiddenSize: hidden, vocabularySize, maxPositions, tokenTypes } = config;
  const words = layers.lookup('embeddings.word_embeddings.weight', ids, [vocabularySize, hidden]);
  const places = layers.lookup('embeddings.position_embeddings.weight', positions, [maxPositions, hidden]);
  // Without types, one row serves all tokens: adding it to the positions costs next to nothing.
  const kinds = types ?? graph.constant('embeddings.types', 'int32', [1, 1], Int32Array.of(0));
  const kind = layers.lookup('embeddings.token_type_embeddings.weight', kinds, [tokenTypes, hidden]);
  const [offsets] = graph.apply('Add', 'embeddings.offsets', [places, kind]);
  const [sum] = graph.apply('Add', 'embeddings.sum', [words, offsets]);
  return layers.dropout(layerNorm(layers, config, 'embeddings.LayerNorm', sum));
}

/** One block: self-attention and a feed-forward network, each added to its input and normalised. */
function encoderLayer(layers: Layers, config: BertConfig, prefix: string, x: Value, inputs: BertInputs): Value {
  const { graph } = layers;
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const input = layers.activations(x);
  const [query, key, value] = ['query', 'key', 'value'].map((part) =>
    layers.linear(`${prefix}.attention.self.${part}`, input, hidden, hidden),
  );
  const context = layers.activations(attention(layers, config, `${prefix}.attention`, query!, key!, value!, inputs));
  const attended = residual(
    layers,
    config,
    `${prefix}.attention.output.LayerNorm`,
    layers.linear(`${prefix}.attention.output.dense`, context, hidden, hidden),
    x,
  );
  const wide = layers.linear(`${prefix}.intermediate.dense`, layers.activations(attended), intermediate, hidden);
  const [active] = graph.apply('Gelu', `${prefix}.gelu`, [wide]);
  const narrow = layers.linear(`${prefix}.output.dense`, layers.activations(active), hidden, intermediate);
  return residual(layers, config, `${prefix}.output.LayerNorm`, narrow, attended);
}

/** softmax(QKᵀ/√d + mask) V, head by head. */
function attention(
  { graph }: Layers,
  { heads, hiddenSize: hidden }: BertConfig,
  name: string,
  query: Value,
  key: Value,
  value: Value,
  { mask, padded, packing }: BertInputs,
): Value {
  const size = hidden / heads;
  const [length, batch] = (packing?.grid ?? query).shape;
  const split = (x: Value): Value => {
    const grid = packing ? graph.apply('Gather', `${x.name}.grid`, [x, packing.grid])[0] : x;
    return graph.reshape(`${x.name}.heads`, grid, [0, 0, heads, size], [length!, batch!, heads, size]);
  };
  const [scores] = graph.apply('FusedMatMul', `${name}.scores`, [split(query), split(key)], {
    transBatchA: { int: 1 },
    transBatchB: { int: 1 },
    transB: { int: 1 },
    alpha: { float: 1 / Math.sqrt(size) },
  });
  const lastAxis = { axis: { int: -1 } };
  // The mask is a pass over the largest tensor; batches of one length need none.
  const weights = padded
    ? graph.choose(
        `${name}.weights`,
        padded,
        (branch) => branch.apply('Softmax', `${name}.weights.masked`, branch.apply('Add', `${name}.masked`, [scores, mask]), lastAxis)[0],
        (branch) => branch.apply('Softmax', `${name}.weights.plain`, [scores], lastAxis)[0],
      )
    : graph.apply('Softmax', `${name}.weights`, graph.apply('Add', `${name}.masked`, [scores, mask]), lastAxis)[0];
  const [mixed] = graph.apply('FusedMatMul', `${name}.mixed`, [weights, split(value)], { transBatchB: { int: 1 }, alpha: { float: 1 } });
  const [joined] = graph.apply('Transpose', `${name}.joined`, [mixed], { perm: { ints: [2, 0, 1, 3] } });
  if (!packing) return graph.reshape(`${name}.context`, joined, [0, 0, hidden], [length!, batch!, hidden]);
  return graph.apply('Gather', `${name}.context`, [
    graph.reshape(`${name}.flat`, joined, [-1, hidden], ['cells', hidden]),
    packing.cells,
  ])[0];
}

function residual(layers: Layers, config: BertConfig, name: string, y: Value, skip: Value): Value {
  return layerNorm(layers, config, name, layers.graph.apply('Add', `${name}.sum`, [layers.dropout(y), skip])[0]);
}

function layerNorm(layers: Layers, { hiddenSize, layerNormEpsilon }: BertConfig, name: string, x: Value): Value {
  const [scale, shift] = [layers.vector(`${name}.weight`, hiddenSize), layers.vector(`${name}.bias`, hiddenSize)];
  return layers.graph.apply('LayerNormalization', name, [x, scale, shift], { epsilon: { float: layerNormEpsilon } })[0];
}
