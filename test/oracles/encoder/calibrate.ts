/**
 * Writes src/nn/encoders/minilm-ranges.ts: the range of every activation of the base encoder that feeds a linear layer, over 500
 * passages of wiki_pool.
 *
 * usage: RAG_DATA_DIR=… npx tsx test/oracles/encoder/calibrate.ts && npx biome check --write src/nn/encoders/minilm-ranges.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readData } from '../../../bench/data.ts';
import { baseModel } from '../../../src/nn/encoders/base-model.ts';
import { bertEncoder } from '../../../src/nn/encoders/bert.ts';
import { readBertConfig } from '../../../src/nn/encoders/bert-config.ts';
import { Graph, type Value } from '../../../src/nn/graph.ts';
import { inferenceLayers } from '../../../src/nn/layers.ts';
import { readSafetensors } from '../../../src/nn/safetensors.ts';
import { Tokenizer } from '../../../src/nn/tokenizer/tokenizer.ts';
import { passageText } from '../../../src/passage.ts';

const passageCount = 500;
const maxTokens = 256;
// Larger values occur at [CLS] alone, in two channels; representing them would coarsen the steps of all other tokens.
const limits = [
  { suffix: '.gelu', limit: 10 },
  { suffix: '.attention.output.LayerNorm', limit: 22 },
];

const files = await baseModel();
const config = readBertConfig(files.config);
const tokenizer = Tokenizer.fromFile(files.tokenizer);
const graph = new Graph();
const watched: Value[] = [];
const layers = inferenceLayers(graph, readSafetensors(files.weights), {
  precision: 'fp32',
  onActivation: (value) => watched.push(value),
});
const states = bertEncoder(layers, config, {
  ids: graph.input('ids', 'int32', ['length', 'batch']),
  positions: graph.input('positions', 'int32', ['length', 1]),
  padded: graph.input('padded', 'bool', []),
  mask: graph.input('mask', 'float32', ['batch', 1, 1, 'length']),
});
for (const value of [...watched, states]) graph.output(value);
const session = await InferenceSession.create(graph.encode(), { graphOptimizationLevel: 'basic' });

const passages = await readData<{ title?: string; text: string }>('wiki_pool/passages');
const step = Math.floor(passages.length / passageCount);
const ranges = new Map<string, [number, number]>(watched.map(({ name }) => [name, [0, 0]]));
for (let i = 0; i < passageCount; i++) {
  const tokens = tokenizer.encode(passageText(passages[i * step]!)).subarray(0, maxTokens - 2);
  const ids = Int32Array.of(tokenizer.classId, ...tokens, tokenizer.separatorId);
  const length = ids.length;
  const outputs = await session.run({
    ids: new Tensor('int32', ids, [length, 1]),
    positions: new Tensor('int32', Int32Array.from(ids.keys()), [length, 1]),
    padded: new Tensor('bool', [false], []),
    mask: new Tensor('float32', new Float32Array(length), [1, 1, 1, length]),
  });
  for (const [name, range] of ranges) {
    for (const x of outputs[name]!.data as Float32Array) {
      if (x < range[0]) range[0] = x;
      if (x > range[1]) range[1] = x;
    }
  }
}

const rows = [...ranges].map(([name, [lowest, highest]]) => {
  const limit = limits.find(({ suffix }) => name.endsWith(suffix))?.limit ?? Number.POSITIVE_INFINITY;
  return `  '${name}': [${lowest.toFixed(2)}, ${Math.min(highest, limit).toFixed(2)}],`;
});
writeFileSync(
  join(import.meta.dirname, '../../../src/nn/encoders/minilm-ranges.ts'),
  `// Written by test/oracles/encoder/calibrate.ts over ${passageCount} passages.
import type { Range } from '../linear.ts';

/** Ranges of the base encoder's activations: fixed ones make a text's vector independent of the batch it is encoded in. */
export const minilmRanges: Record<string, Range> = {
${rows.join('\n')}
};
`,
);
