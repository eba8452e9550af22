import type { BertInputs } from '../encoders/bert.ts';
import type { Graph, Value } from '../graph.ts';
import type { Feeds } from './program.ts';

/** Two texts as the encoder reads them: [CLS] first [SEP] second [SEP]. */
export interface TokenPair {
  ids: Int32Array;
  /** Index of the second text's first token. */
  passageStart: number;
}

/** Padding is added to attention scores as this. */
const padding = -1e4;

/** Inputs of an encoder under training: sequences without padding, one after another. `first` is the row of each one's [CLS], int32 [batch]. */
export function encoderInputs(graph: Graph): BertInputs & { first: Value } {
  return {
    ids: graph.input('ids', 'int32', ['tokens']),
    types: graph.input('types', 'int32', ['tokens']),
    positions: graph.input('positions', 'int32', ['tokens']),
    mask: graph.input('mask', 'float32', ['batch', 1, 1, 'length']),
    packing: { grid: graph.input('grid', 'int32', ['length', 'batch']), cells: graph.input('cells', 'int32', ['tokens']) },
    first: graph.input('first', 'int32', ['batch']),
  };
}

/** A batch of pairs for {@link encoderInputs}. */
export function sequenceFeeds(pairs: readonly TokenPair[]): Feeds {
  const batch = pairs.length;
  const length = pairs.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const tokens = countTokens(pairs);
  const [ids, types, positions, cells] = [0, 1, 2, 3].map(() => new Int32Array(tokens)) as [Int32Array, Int32Array, Int32Array, Int32Array];
  const grid = new Int32Array(length * batch);
  const first = new Int32Array(batch);
  const mask = new Float32Array(batch * length).fill(padding);
  let start = 0;
  for (const [column, pair] of pairs.entries()) {
    const size = pair.ids.length;
    first[column] = start;
    ids.set(pair.ids, start);
    types.fill(1, start + pair.passageStart, start + size);
    for (let i = 0; i < size; i++) {
      positions[start + i] = i;
      cells[start + i] = i * batch + column;
      grid[i * batch + column] = start + i;
    }
    mask.fill(0, column * length, column * length + size);
    start += size;
  }
  return {
    ids: { type: 'int32', shape: [tokens], data: ids },
    types: { type: 'int32', shape: [tokens], data: types },
    positions: { type: 'int32', shape: [tokens], data: positions },
    mask: { type: 'float32', shape: [batch, 1, 1, length], data: mask },
    grid: { type: 'int32', shape: [length, batch], data: grid },
    cells: { type: 'int32', shape: [tokens], data: cells },
    first: { type: 'int32', shape: [batch], data: first },
  };
}

export const countTokens = (pairs: readonly TokenPair[]): number => pairs.reduce((sum, { ids }) => sum + ids.length, 0);

/** A matrix of floats to feed. */
export const matrix = (rows: number, columns: number, data: Float32Array): Feeds[string] => ({
  type: 'float32',
  shape: [rows, columns],
  data,
});
