import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { baseModel } from '../encoders/base-model.ts';
import { loadModelDirectory } from '../model-directory.ts';
import { pairDefaults } from '../tokenizer/pair-sequences.ts';
import { bestSpans } from './best-spans.ts';
import type { PairSpec } from './pair-spec.ts';
import { PairTask } from './pair-task.ts';

const fixtures = fileURLToPath(new URL('../../../test/oracles/cross-encoder/fixtures/', import.meta.url));
const tiny = join(fixtures, 'tiny-bert');
const scratch = mkdtempSync(join(tmpdir(), 'accord-pairs-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Case {
  question: string;
  passage: string;
  ids: number[];
  types: number[];
  logits: number[];
  start: number[];
  end: number[];
}
const { cases } = JSON.parse(readFileSync(join(fixtures, 'scores.json'), 'utf8')) as { cases: Case[] };

const { files } = await loadModelDirectory(tiny);
const spec: PairSpec = { ...pairDefaults, kind: 'pairs', model: files, precision: 'fp32', maxTokens: 64, threads: 1, maxAnswerTokens: 8 };
const exact = await PairTask.create(spec);

async function output(task: PairTask, question: string, text: string, title?: string): Promise<number[]> {
  const windows = task.sequences({ question, text, title });
  return [...task.combine(await task.run(windows), windows)];
}

const toBeClose = (actual: number[], expected: number[], tolerance: number): void => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!), `${value} at ${i}, expected ${expected[i]}`).toBeLessThanOrEqual(tolerance);
  });
};

describe('scores are those of transformers', () => {
  test.each(cases)('$question / $passage', async ({ question, passage, ids, types, logits, start, end }) => {
    const windows = exact.sequences({ question, text: passage });
    expect(windows.map((window) => [...window.ids])).toEqual([ids]);
    const from = types.indexOf(1);
    const [result] = await exact.run(windows);
    toBeClose([...result!], [...logits, ...start.slice(from, -1), ...end.slice(from, -1)], 1e-4);
  });

  test('in one padded batch', async () => {
    const windows = cases.flatMap(({ question, passage }) => exact.sequences({ question, text: passage }));
    const results = await exact.run(windows);
    for (const [i, { logits }] of cases.entries()) toBeClose([...results[i]!.subarray(0, 4)], logits, 1e-4);
  });

  test('in int8, nearly', async () => {
    const int8 = await PairTask.create({ ...spec, precision: 'int8' });
    for (const { question, passage, logits } of cases) {
      const [result] = await int8.run(int8.sequences({ question, text: passage }));
      toBeClose([...result!.subarray(0, 4)], logits, 0.15);
    }
  });
});

describe('spans', () => {
  const { question, passage, types, start, end } = cases[1]!;
  const from = types.indexOf(1);

  test('are the best pairs of start and end, as offsets in the text', async () => {
    const tokens = new Map([...passage.matchAll(/\w/g)].map((match) => [match.index, match[0]]));
    const [best] = bestSpans(start.slice(from, -1), end.slice(from, -1), 8, 1);
    const [, , , , score, first, last] = await output(exact, question, passage);
    expect(score).toBeCloseTo(best!.score, 3);
    expect(tokens.has(first!)).toBe(true);
    expect(last!).toBeGreaterThan(first!);
    expect(last!).toBeLessThanOrEqual(passage.length);
  });

  test('never lie in the title, and their offsets do not count it', async () => {
    const text = 'abc';
    const titled = await output(exact, question, text, 'the river town');
    for (let i = 4; i < titled.length; i += 3) {
      expect(titled[i + 1]).toBeGreaterThanOrEqual(0);
      expect(titled[i + 2]).toBeLessThanOrEqual(text.length);
    }
    expect(titled.length).toBeGreaterThan(4);
  });

  test('a text without tokens has none', async () => {
    expect(await output(exact, 'who', '  ', 'the sea')).toHaveLength(4);
  });
});

test('a passage longer than the window: the logits of its best window, spans of all', async () => {
  const text = 'the river runs to the sea. '.repeat(12);
  const windows = exact.sequences({ question: 'where', text });
  expect(windows.length).toBeGreaterThan(1);
  const results = await exact.run(windows);
  const combined = exact.combine(results, windows);
  expect(combined[0]).toBe(Math.max(...results.map((result) => result[0]!)));
  const spans = [...combined.subarray(4)];
  for (let i = 0; i < spans.length; i += 3) {
    const [score, start, end] = spans.slice(i, i + 3);
    if (i > 0) expect(score).toBeLessThanOrEqual(spans[i - 3]!);
    expect(end).toBeGreaterThan(start!);
    for (let j = 0; j < i; j += 3) expect(start! >= spans[j + 2]! || end! <= spans[j + 1]!).toBe(true);
  }
});

describe('an ONNX directory', () => {
  const exported = join(scratch, 'onnx');
  cpSync(tiny, exported, { recursive: true });
  rmSync(join(exported, 'model.safetensors'));
  mkdirSync(join(exported, 'onnx'));
  const graph = join(exported, 'onnx/model.onnx');
  cpSync(join(fixtures, 'tiny-bert.onnx'), graph);

  test('gives the logits of transformers, in one padded batch', async () => {
    const { files: model } = await loadModelDirectory(exported);
    const task = await PairTask.create({ ...spec, model });
    const windows = cases.flatMap(({ question, passage }) => task.sequences({ question, text: passage }));
    const results = await task.run(windows);
    for (const [i, { logits }] of cases.entries()) toBeClose([...results[i]!], logits, 1e-4);
  });

  test('is read quantised for int8 where it is there', async () => {
    const both = join(scratch, 'both');
    cpSync(exported, both, { recursive: true });
    writeFileSync(join(both, 'onnx/model_quantized.onnx'), '');
    expect((await loadModelDirectory(both)).files.weights).toBe(join(both, 'onnx/model_quantized.onnx'));
    expect((await loadModelDirectory(both, 'fp32')).files.weights).toBe(join(both, 'onnx/model.onnx'));
  });

  test('with a graph that is broken or of something else is refused', async () => {
    const { files: model } = await loadModelDirectory(exported);
    await expect(PairTask.create({ ...spec, model: { ...model, weights: model.config } })).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('not an ONNX model'),
    });
    const task = await PairTask.create({ ...spec, model: { ...model, labels: ['useful'] } });
    await expect(task.run(task.sequences({ question: 'who', text: 'a' }))).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('4 scores'),
    });
  });
});

describe('refuses', () => {
  const broken = (name: string, change: (directory: string) => void): string => {
    const directory = join(scratch, name);
    cpSync(tiny, directory, { recursive: true });
    change(directory);
    return directory;
  };
  const edit = (directory: string, change: object): void => {
    const config = join(directory, 'config.json');
    writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), ...change }));
  };
  const create = async (directory: string) => PairTask.create({ ...spec, model: (await loadModelDirectory(directory)).files });

  test.each<[name: string, (directory: string) => void, code: string, message: string]>([
    ['truncated weights', (d) => truncateSync(join(d, 'model.safetensors'), 20_000), 'unsupported-format', 'truncated'],
    [
      'foreign weights',
      (d) => writeFileSync(join(d, 'model.safetensors'), 'PK zip archive, no weights'),
      'unsupported-format',
      'safetensors',
    ],
    ['no weights', (d) => rmSync(join(d, 'model.safetensors')), 'model-missing', 'model.safetensors'],
    [
      'pickled weights',
      (d) => {
        rmSync(join(d, 'model.safetensors'));
        writeFileSync(join(d, 'pytorch_model.bin'), 'PK');
      },
      'unsupported-format',
      'pytorch_model.bin',
    ],
    ['no configuration', (d) => rmSync(join(d, 'config.json')), 'model-missing', 'config.json'],
    ['a configuration that is no JSON', (d) => writeFileSync(join(d, 'config.json'), '{'), 'unsupported-format', 'not JSON'],
    ['a configuration of something else', (d) => writeFileSync(join(d, 'config.json'), '[]'), 'unsupported-format', 'config.json'],
    ['another architecture', (d) => edit(d, { model_type: 'deberta-v2' }), 'unsupported-format', 'deberta-v2'],
    ['another activation', (d) => edit(d, { hidden_act: 'relu' }), 'unsupported-format', 'relu'],
    ['weights of other sizes', (d) => edit(d, { hidden_size: 32 }), 'unsupported-format', 'shape'],
    ['labels that do not fit', (d) => edit(d, { id2label: { 0: 'useful' } }), 'unsupported-format', 'classifier.weight'],
    ['an unknown base', (d) => edit(d, { accord: { base: 'other-model' } }), 'unsupported-format', 'other-model'],
    ['no tokenizer', (d) => rmSync(join(d, 'tokenizer.json')), 'model-missing', 'tokenizer.json'],
    [
      'a tokenizer of another kind',
      (d) => writeFileSync(join(d, 'tokenizer.json'), '{"model":{"type":"BPE"}}'),
      'unsupported-format',
      'post-processor',
    ],
  ])('%s', async (name, change, code, message) => {
    const directory = broken(name, change);
    await expect(create(directory)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('a tokenizer with more tokens than the model', async () => {
    const { tokenizer } = await baseModel();
    const directory = broken('mismatch', (d) => cpSync(tokenizer, join(d, 'tokenizer.json')));
    await expect(create(directory)).rejects.toMatchObject({ code: 'unsupported-format', message: expect.stringContaining('30522') });
  });

  test('an encoder without a classifier, by name', async () => {
    const { weights, tokenizer, config } = await baseModel();
    const model = { directory: scratch, weights, onnx: false, written: 0, tokenizer, config, labels: ['useful'] };
    await expect(PairTask.create({ ...spec, model })).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('no classifier'),
    });
  });

  test('sequences longer than the model reads', async () => {
    await expect(PairTask.create({ ...spec, maxTokens: 128 })).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringContaining('128'),
    });
  });

  test('a directory that is not there', async () => {
    await expect(loadModelDirectory(join(scratch, 'nowhere'))).rejects.toMatchObject({ code: 'model-missing' });
  });
});
