import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseModel } from '../src/nn/encoders/base-model.ts';
import { readSafetensors, type WrittenTensor, writeSafetensors } from '../src/nn/safetensors.ts';

const directory = join(import.meta.dirname, '../.cache/bench/minilm-cross-encoder');

/**
 * A cross-encoder of the base encoder with a random classifier, in transformers' format: what a trained one costs, and the same numbers
 * for all who load it.
 */
export async function randomCrossEncoder(): Promise<string> {
  if (existsSync(join(directory, 'model.safetensors'))) return directory;
  mkdirSync(directory, { recursive: true });
  const base = await baseModel();
  const config = JSON.parse(readFileSync(base.config, 'utf8'));
  const hidden: number = config.hidden_size;
  const tensors = new Map<string, WrittenTensor>();
  const weights = readSafetensors(base.weights);
  for (const name of weights.names) {
    if (!name.endsWith('position_ids')) tensors.set(`bert.${name}`, { shape: weights.get(name).shape, data: weights.float32(name) });
  }
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) / 2;
  };
  const fresh = (...shape: number[]): WrittenTensor => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random),
  });
  if (!tensors.has('bert.pooler.dense.weight')) {
    tensors.set('bert.pooler.dense.weight', fresh(hidden, hidden));
    tensors.set('bert.pooler.dense.bias', fresh(hidden));
  }
  tensors.set('classifier.weight', fresh(1, hidden));
  tensors.set('classifier.bias', fresh(1));
  copyFileSync(base.tokenizer, join(directory, 'tokenizer.json'));
  writeFileSync(
    join(directory, 'config.json'),
    JSON.stringify({
      ...config,
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'useful' },
      label2id: { useful: 0 },
      accord: { ranges: base.ranges },
    }),
  );
  await writeSafetensors(join(directory, 'model.safetensors'), tensors);
  return directory;
}
