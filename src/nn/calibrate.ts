import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { bertEncoder } from './encoders/bert.ts';
import type { BertConfig } from './encoders/bert-config.ts';
import { Graph, type Value } from './graph.ts';
import { inferenceLayers } from './layers.ts';
import type { Range } from './linear.ts';
import type { SafeTensors } from './safetensors.ts';
import { sessionOptions } from './session/session-options.ts';

export interface CalibrationSequence {
  ids: Int32Array;
  /** Index of the second text's first token; left out for a single text. */
  passageStart?: number;
}

/**
 * The ranges for int8 of all activations that feed the linear layers of an encoder, measured in fp32 over typical sequences; some hundred
 * suffice. Fixed ranges make a score independent of the batch it is computed in. They go from the lowest to the highest value: the values far out are
 * those of [CLS], which the classifier reads, and clipping them where that leaves the least mean square error puts logits further off.
 */
export async function measureRanges(
  weights: SafeTensors,
  config: BertConfig,
  sequences: readonly CalibrationSequence[],
): Promise<Record<string, Range>> {
  const graph = new Graph();
  const watched: Value[] = [];
  const layers = inferenceLayers(graph, weights, { precision: 'fp32', onActivation: (value) => watched.push(value) });
  bertEncoder(layers, config, {
    ids: graph.input('ids', 'int32', ['length', 'batch']),
    types: graph.input('types', 'int32', ['length', 'batch']),
    positions: graph.input('positions', 'int32', ['length', 1]),
    padded: graph.input('padded', 'bool', []),
    mask: graph.input('mask', 'float32', ['batch', 1, 1, 'length']),
  });
  for (const value of watched) graph.output(value);
  const session = await InferenceSession.create(graph.encode(), sessionOptions(Math.min(availableParallelism(), 8)));
  const ranges = new Map(watched.map(({ name }): [string, [number, number]] => [name, [0, 0]]));
  for (const { ids, passageStart = ids.length } of sequences) {
    const length = ids.length;
    const outputs = await session.run({
      ids: new Tensor('int32', ids, [length, 1]),
      types: new Tensor('int32', new Int32Array(length).fill(1, passageStart), [length, 1]),
      positions: new Tensor('int32', Int32Array.from(ids.keys()), [length, 1]),
      padded: new Tensor('bool', [false], []),
      mask: new Tensor('float32', new Float32Array(length), [1, 1, 1, length]),
    });
    for (const [name, range] of ranges) {
      for (const x of outputs[name]!.data as Float32Array) {
        if (x < range[0]) range[0] = x;
        else if (x > range[1]) range[1] = x;
      }
    }
  }
  await session.release();
  return Object.fromEntries(ranges);
}
