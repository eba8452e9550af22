import type { BertInputs } from '../encoders/bert.ts';
import type { Graph } from '../graph.ts';
import type { Feeds } from './program.ts';

/** Two texts as the encoder reads them: [CLS] first [SEP] second [SEP]. */
export interface TokenPair {
  ids: Int32Array;
  /** Index of the second text's first token. */
  passageStart: number;
}

/** Padding is added to attention scores as this. */
const padding = -1e4;

/** Inputs of an encoder under training. */
export function encoderInputs(graph: Graph): BertInputs {
  return {
    ids: graph.input('ids', 'int32', ['length', 'batch']),
    types: graph.input('types', 'int32', ['length', 'batch']),
    positions: graph.input('positions', 'int32', ['length', 1]),
    mask: graph.input('mask', 'float32', ['batch', 1, 1, 'length']),
  };
}

/** A batch of pairs for {@link encoderInputs}, padded to the longest. */
export function sequenceFeeds(pairs: readonly TokenPair[]): Feeds {
  const batch = pairs.length;
  const length = longest(pairs);
  const ids = new Int32Array(length * batch);
  const types = new Int32Array(length * batch);
  const mask = new Float32Array(batch * length).fill(padding);
  for (const [column, pair] of pairs.entries()) {
    const size = pair.ids.length;
    for (let i = 0; i < size; i++) ids[i * batch + column] = pair.ids[i]!;
    for (let i = pair.passageStart; i < size; i++) types[i * batch + column] = 1;
    mask.fill(0, column * length, column * length + size);
  }
  return {
    ids: { type: 'int32', shape: [length, batch], data: ids },
    types: { type: 'int32', shape: [length, batch], data: types },
    positions: { type: 'int32', shape: [length, 1], data: Int32Array.from({ length }, (_, i) => i) },
    mask: { type: 'float32', shape: [batch, 1, 1, length], data: mask },
  };
}

export const longest = (pairs: readonly TokenPair[]): number => pairs.reduce((most, { ids }) => Math.max(most, ids.length), 0);

/** A matrix of floats to feed. */
export const matrix = (rows: number, columns: number, data: Float32Array): Feeds[string] => ({
  type: 'float32',
  shape: [rows, columns],
  data,
});
