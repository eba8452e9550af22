import { bertEncoder } from '../encoders/bert.ts';
import type { BertConfig } from '../encoders/bert-config.ts';
import { bertHeads } from '../encoders/heads.ts';
import { Graph, type Value } from '../graph.ts';
import { type InferenceOptions, inferenceLayers } from '../layers.ts';
import type { SafeTensors } from '../safetensors.ts';

/** Far below any attention score, and far from overflow. */
const masked = -1e4;

/**
 * A BERT classifier as an ONNX file with the inputs and output that transformers.js and sentence-transformers expect: `input_ids`,
 * `attention_mask` (1 for tokens, 0 for padding) and `token_type_ids`, int64 [batch, sequence], to `logits`, float32 [batch, labels].
 */
export function classifierGraph(
  weights: SafeTensors,
  config: BertConfig,
  labels: number,
  precision: Pick<InferenceOptions, 'precision' | 'ranges'>,
): Uint8Array {
  const graph = new Graph();
  const input = (name: string): Value => graph.input(name, 'int64', ['batch', 'sequence']);
  const [ids, mask, types] = [input('input_ids'), input('attention_mask'), input('token_type_ids')];
  const columns = sequenceFirst(graph, ids);
  const states = bertEncoder(inferenceLayers(graph, weights, precision), config, {
    ids: columns,
    types: sequenceFirst(graph, types),
    positions: positions(graph, columns),
    mask: additiveMask(graph, mask),
  });
  // As when we run it ourselves, the heads stay exact.
  const exact = inferenceLayers(graph, weights, { precision: 'fp32' });
  const { logits } = bertHeads(exact, { hiddenSize: config.hiddenSize, labels, spans: false }, states);
  graph.output(graph.reshape('logits', logits, [0, labels], ['batch', labels]));
  return graph.encode();
}

function sequenceFirst(graph: Graph, x: Value): Value {
  return graph.apply('Transpose', `${x.name}.columns`, [x], { perm: { ints: [1, 0] } })[0];
}

/** 0, 1, 2, … as [sequence, 1]. */
function positions(graph: Graph, ids: Value): Value {
  const [sizes] = graph.apply('Shape', 'positions.sizes', [ids]);
  const [length] = graph.apply('Mul', 'positions.length', [sizes, graph.integers([1, 0])]);
  const [column] = graph.apply('Add', 'positions.column', [length, graph.integers([0, 1])]);
  const ones = graph.expand('positions.ones', graph.integers([1]), column, [ids.shape[0]!, 1]);
  const axis = graph.constant('positions.axis', 'int64', [], BigInt64Array.of(0n));
  const [counted] = graph.apply('CumSum', 'positions.counted', [ones, axis]);
  return graph.apply('Sub', 'positions', [counted, graph.integers([1])])[0];
}

/** 0 for tokens and {@link masked} for padding, as [batch, 1, 1, sequence]. */
function additiveMask(graph: Graph, mask: Value): Value {
  const [kept] = graph.apply('Cast', 'mask.kept', [mask], { to: { int: 1 } });
  const [padding] = graph.apply('Sub', 'mask.padding', [graph.scalar(1), kept]);
  const [added] = graph.apply('Mul', 'mask.added', [padding, graph.scalar(masked)]);
  return graph.reshape('mask', added, [0, 1, 1, -1], [mask.shape[0]!, 1, 1, mask.shape[1]!]);
}
