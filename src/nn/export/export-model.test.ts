import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changedModel, tinyModel } from '../../../test/tiny-model.ts';
import { measureRanges } from '../calibrate.ts';
import { readBertConfig } from '../encoders/bert-config.ts';
import { loadModelDirectory } from '../model-directory.ts';
import { readModelWeights } from '../model-weights.ts';
import { readSafetensors } from '../safetensors.ts';
import { PairTask } from '../session/pair-task.ts';
import { pairDefaults } from '../tokenizer/pair-sequences.ts';
import { exportModel } from './export-model.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-export-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let made = 0;
const fresh = (): string => join(scratch, String(made++));

const pairs = [
  { question: 'who wrote fidelio', title: 'opera', text: 'fidelio is an opera by beethoven' },
  { question: 'where', text: 'the river runs to the sea, past the old town' },
  { question: 'is it far to the sea', text: '' },
  { question: 'who?', text: 'a b c' },
];

async function logits(directory: string, precision: 'fp32' | 'int8', graph?: string): Promise<number[][]> {
  const { files } = await loadModelDirectory(directory, precision);
  const model = graph === undefined ? files : { ...files, weights: join(directory, graph), onnx: true };
  const task = await PairTask.create({ ...pairDefaults, kind: 'pairs', model, precision, maxTokens: 64, threads: 1, maxAnswerTokens: 8 });
  const results = await task.run(pairs.flatMap((pair) => task.sequences(pair)));
  await task.release();
  return results.map((result) => [...result.subarray(0, files.labels.length)]);
}

function expectClose(actual: number[][], expected: number[][], tolerance: number): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  const apart = actual.flatMap((row, i) => row.map((value, j) => Math.abs(value - expected[i]![j]!)));
  expect(Math.max(...apart)).toBeLessThan(tolerance);
}

/** The tiny model with ranges: then int8 scores do not depend on the batch. */
async function modelWithRanges(): Promise<string> {
  const { files } = await loadModelDirectory(tinyModel);
  const sequences = await PairTask.create({
    ...pairDefaults,
    kind: 'pairs',
    model: files,
    precision: 'fp32',
    maxTokens: 64,
    threads: 1,
    maxAnswerTokens: 8,
  }).then(async (task) => {
    const all = pairs.flatMap((pair) => task.sequences(pair)) as { ids: Int32Array; passageStart: number }[];
    await task.release();
    return all;
  });
  const ranges = await measureRanges(readModelWeights(files), readBertConfig(files.config), sequences);
  const accord = {
    maxTokens: 48,
    ranges,
    combine: [{ features: ['logit'], weights: [2], bias: 1 }],
    calibration: { span: 1, answerable: 1, bias: 0 },
  };
  return changedModel(fresh(), { config: { torch_dtype: 'float16', accord } });
}

let model: string;
let exported: string;
beforeAll(async () => {
  model = await modelWithRanges();
  exported = fresh();
  await exportModel(model, exported);
});

describe('the exported graphs give the logits of the model', () => {
  const useful = (rows: number[][]): number[][] => rows.map(([logit]) => [logit!]);

  test('in fp32', async () => {
    expectClose(await logits(exported, 'fp32', 'onnx/model.onnx'), useful(await logits(model, 'fp32')), 1e-5);
  });

  test('in int8', async () => {
    expectClose(await logits(exported, 'int8', 'onnx/model_quantized.onnx'), useful(await logits(model, 'int8')), 1e-3);
  });

  test('from the safetensors', async () => {
    expectClose(await logits(exported, 'fp32'), useful(await logits(model, 'fp32')), 1e-6);
    expect(existsSync(join(exported, 'model.safetensors'))).toBe(true);
  });

  test('with the outputs that are asked for, in their order', async () => {
    const directory = fresh();
    const report = await exportModel(model, directory, { labels: ['no', 'useful'] });
    expect(report).toMatchObject({ labels: ['no', 'useful'], leftOut: ['answerable', 'yes', 'spans'] });
    const expected = (await logits(model, 'fp32')).map((row) => [row[3]!, row[0]!]);
    expectClose(await logits(directory, 'fp32', 'onnx/model.onnx'), expected, 1e-5);
  });
});

test('files and their sizes', async () => {
  const report = await exportModel(model, fresh());
  expect(report.files.map(({ path }) => path)).toEqual([
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'model.safetensors',
    'onnx/model.onnx',
    'onnx/model_quantized.onnx',
  ]);
  for (const { path, bytes } of report.files) expect(bytes).toBe(readFileSync(join(report.directory, path)).length);
});

test('the model card goes with it', async () => {
  const carded = changedModel(fresh(), {});
  writeFileSync(join(carded, 'README.md'), '# Tiny');
  const { directory } = await exportModel(carded, fresh());
  expect(readFileSync(join(directory, 'README.md'), 'utf8')).toBe('# Tiny');
});

test('weights have the names of transformers, in fp32, and nothing that it does not know', () => {
  const weights = readSafetensors(join(exported, 'model.safetensors'));
  expect(weights.names.filter((name) => !/^bert\.(embeddings|encoder|pooler)\./.test(name)).sort()).toEqual([
    'classifier.bias',
    'classifier.weight',
  ]);
  expect(new Set(weights.names.map((name) => weights.get(name).dtype))).toEqual(new Set(['F32']));
});

test('config.json names what is left and keeps what ranking needs', () => {
  const config = JSON.parse(readFileSync(join(exported, 'config.json'), 'utf8'));
  expect(config).toMatchObject({
    architectures: ['BertForSequenceClassification'],
    model_type: 'bert',
    dtype: 'float32',
    num_labels: 1,
    id2label: { 0: 'useful' },
    label2id: { useful: 0 },
    accord: { maxTokens: 48, combine: [{ features: ['logit'], weights: [2], bias: 1 }] },
  });
  expect(config).not.toHaveProperty('torch_dtype');
  expect(config.accord).not.toHaveProperty('calibration');
});

test('the tokenizer makes the sequences of training whatever the file said', async () => {
  const other = changedModel(fresh(), {});
  const path = join(other, 'tokenizer.json');
  const tokenizer = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(
    path,
    JSON.stringify({ ...tokenizer, post_processor: null, truncation: { max_length: 8 }, padding: { strategy: { Fixed: 8 } } }),
  );
  const { directory } = await exportModel(other, fresh());
  const { special_tokens: _, ...template } = tokenizer.post_processor;
  const written = JSON.parse(readFileSync(join(directory, 'tokenizer.json'), 'utf8'));
  expect(written).toMatchObject({ truncation: null, padding: null, post_processor: template, model: tokenizer.model });
  expect(JSON.parse(readFileSync(join(directory, 'tokenizer_config.json'), 'utf8'))).toEqual({
    tokenizer_class: 'BertTokenizer',
    model_max_length: 64,
    do_lower_case: true,
    strip_accents: null,
    tokenize_chinese_chars: true,
    cls_token: '[CLS]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    mask_token: '[MASK]',
  });
});

test('a model without "useful" keeps all its outputs', async () => {
  const names = { 0: 'entailment', 1: 'neutral', 2: 'contradiction', 3: 'other' };
  const nli = changedModel(fresh(), { config: { id2label: names } });
  const report = await exportModel(nli, fresh());
  expect(report.labels).toEqual(Object.values(names));
  expectClose(await logits(report.directory, 'fp32', 'onnx/model.onnx'), await logits(nli, 'fp32'), 1e-5);
});

describe('bad input', () => {
  const refused = (code: string, what: string) => expect.objectContaining({ code, message: expect.stringContaining(what) });

  test('no model', async () => {
    const out = fresh();
    await expect(exportModel(join(scratch, 'none'), out)).rejects.toThrow(refused('model-missing', 'none'));
    expect(existsSync(out)).toBe(false);
  });

  test('a directory that is not empty, unless forced; other files stay', async () => {
    const out = fresh();
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    writeFileSync(join(out, 'config.json'), 'old');
    await expect(exportModel(model, out)).rejects.toThrow(refused('invalid-input', 'is not empty'));
    expect(readdirSync(out).sort()).toEqual(['config.json', 'mine.txt']);
    await exportModel(model, out, { force: true });
    expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
    expect(JSON.parse(readFileSync(join(out, 'config.json'), 'utf8'))).toMatchObject({ num_labels: 1 });
  });

  test('an empty directory is filled', async () => {
    const out = fresh();
    mkdirSync(out);
    await exportModel(model, out);
    expect(readdirSync(out)).toContain('onnx');
  });

  test('the model itself, even forced', async () => {
    await expect(exportModel(model, model, { force: true })).rejects.toThrow(refused('invalid-input', 'is the model itself'));
  });

  test('a file in place of the directory, or of one above it', async () => {
    const file = fresh();
    writeFileSync(file, '');
    await expect(exportModel(model, file)).rejects.toThrow(refused('invalid-input', 'is not a directory'));
    await expect(exportModel(model, join(file, 'below'))).rejects.toThrow(refused('unreadable-file', 'below'));
  });

  test.each<[string, string[], string]>([
    ['unknown', ['relevant'], '"relevant" is not one of the model'],
    ['named twice', ['yes', 'yes'], '"yes" is named twice'],
    ['none', [], 'No label'],
  ])('a label %s', async (_, labels, what) => {
    const out = fresh();
    await expect(exportModel(model, out, { labels })).rejects.toThrow(refused('invalid-input', what));
    expect(existsSync(out)).toBe(false);
  });

  test('a model that is only an ONNX graph', async () => {
    const onnx = fresh();
    await exportModel(model, onnx);
    rmSync(join(onnx, 'model.safetensors'));
    await expect(exportModel(onnx, fresh())).rejects.toThrow(refused('unsupported-format', 'ONNX graph'));
  });

  test.each<[string, Parameters<typeof changedModel>[1], string]>([
    ['weights that lack a tensor', { without: ['bert.encoder.layer.1.output.dense.weight'] }, 'encoder.layer.1.output.dense.weight'],
    ['labels that the classifier does not have', { config: { id2label: { 0: 'useful' } } }, 'classifier.weight'],
    ['a tokenizer with more tokens than the model', { config: { vocab_size: 12 } }, 'has 98 tokens'],
  ])('%s: nothing is left behind', async (_, change, what) => {
    const folder = fresh();
    mkdirSync(folder);
    await expect(exportModel(changedModel(fresh(), change), join(folder, 'out'))).rejects.toThrow(refused('unsupported-format', what));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('aborted: nothing is left behind', async () => {
    const folder = fresh();
    mkdirSync(folder);
    await expect(exportModel(model, join(folder, 'out'), { signal: AbortSignal.abort() })).rejects.toThrow(refused('aborted', ''));
    expect(readdirSync(folder)).toEqual([]);
  });
});
