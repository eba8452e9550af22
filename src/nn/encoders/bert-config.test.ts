import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { baseModel } from './base-model.ts';
import { readBertConfig } from './bert-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'bert-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

const valid = {
  model_type: 'bert',
  hidden_act: 'gelu',
  hidden_size: 12,
  num_attention_heads: 3,
  num_hidden_layers: 1,
  intermediate_size: 8,
  vocab_size: 10,
  max_position_embeddings: 16,
  type_vocab_size: 2,
};

test('reads the base model', async () => {
  expect(readBertConfig((await baseModel()).config)).toEqual({
    type: 'bert',
    firstPosition: 0,
    hiddenSize: 384,
    heads: 12,
    layers: 6,
    intermediateSize: 1536,
    vocabularySize: 30522,
    maxPositions: 512,
    tokenTypes: 2,
    layerNormEpsilon: 1e-12,
  });
});

test.each<[string, object, string]>([
  ['another architecture', { model_type: 'llama' }, '"llama"'],
  ['another activation', { hidden_act: 'relu' }, '"relu"'],
  ['a missing size', { hidden_size: undefined }, '"hidden_size"'],
  ['a size that is no count', { num_hidden_layers: 1.5 }, '1.5'],
  ['heads that do not divide the hidden size', { num_attention_heads: 5 }, '5 heads'],
])('refuses %s', (_, change, what) => {
  const path = join(directory, 'config.json');
  writeFileSync(path, JSON.stringify({ ...valid, ...change }));
  expect(() => readBertConfig(path)).toThrow(
    expect.objectContaining({ code: 'unsupported-format', message: expect.stringContaining(what) }),
  );
});

test('a missing or broken file is a missing model', () => {
  expect(() => readBertConfig(join(directory, 'none.json'))).toThrow(expect.objectContaining({ code: 'model-missing' }));
});
