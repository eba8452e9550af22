import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createDirectoryDurably, writeDurably, writeError } from '../../durable-write.ts';
import { AccordError, throwIfAborted } from '../../errors.ts';
import { readBertConfig } from '../encoders/bert-config.ts';
import { loadModelDirectory, type ModelDirectory } from '../model-directory.ts';
import { readModelWeights } from '../model-weights.ts';
import { type SafeTensor, SafeTensors, type WrittenTensor, writeSafetensors } from '../safetensors.ts';
import { checkVocabulary } from '../tokenizer/check-vocabulary.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { classifierGraph } from './classifier-graph.ts';
import { tokenizerFiles } from './tokenizer-files.ts';

export interface ExportOptions {
  /** Outputs to keep, in this order; default: `useful` where the model has it, else all. */
  labels?: readonly string[] | undefined;
  /** Writes into a directory that is not empty; files of the same names are replaced, others stay. */
  force?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface ExportReport {
  directory: string;
  /** Names of the exported outputs. */
  labels: string[];
  /** Outputs of the model that were not exported, `spans` for the scores of answers. */
  leftOut: string[];
  files: { path: string; bytes: number }[];
}

/** What a pure ranker gives: one number a pair. */
const rankerLabel = 'useful';

/**
 * Writes a model of (question, passage) pairs as a directory that sentence-transformers (CrossEncoder), transformers and transformers.js load:
 * config.json, tokenizer.json, tokenizer_config.json, model.safetensors in fp32, onnx/model.onnx in fp32 and onnx/model_quantized.onnx in int8.
 * A new directory appears when it is complete.
 *
 * @throws AccordError `model-missing`; `unsupported-format`: another architecture, broken weights; `invalid-input`: an unknown label, a directory
 *   that is not empty; `disk-full`; `aborted`
 *
 * @example
 * await exportModel('models/mine', 'exported/mine');
 */
export async function exportModel(model: string, directory: string, options: ExportOptions = {}): Promise<ExportReport> {
  const out = resolve(directory);
  const exists = checkTarget(out, resolve(model), options.force ?? false);
  const source = await loadModelDirectory(model, 'fp32');
  const { files } = source;
  if (files.onnx) {
    throw new AccordError(
      'unsupported-format',
      `${files.directory} holds an ONNX graph and no weights that can be exported.`,
      'Give the directory of a trained model, with model.safetensors.',
    );
  }
  const labels = chooseLabels(files.labels, options.labels);
  const contents = modelFiles(source, labels);

  const written: ExportReport['files'] = [];
  const write = async (target: string): Promise<void> => {
    await mkdir(join(target, 'onnx'), { recursive: true });
    for (const [path, save] of contents.files) {
      throwIfAborted(options.signal);
      await save(join(target, path));
      written.push({ path, bytes: statSync(join(target, path)).size });
    }
  };
  try {
    await mkdir(dirname(out), { recursive: true });
    await (exists ? write(out) : createDirectoryDurably(out, write));
  } catch (cause) {
    throw AccordError.isInstance(cause) ? cause : writeError(out, cause);
  }
  const leftOut = files.labels.filter((label) => !labels.includes(label));
  return { directory: out, labels, leftOut: contents.spans ? [...leftOut, 'spans'] : leftOut, files: written };
}

/** Whether the directory is there already. */
function checkTarget(out: string, model: string, force: boolean): boolean {
  if (!existsSync(out)) return false;
  const refuse = (what: string, hint: string): AccordError => new AccordError('invalid-input', `${out} ${what}.`, hint);
  if (!statSync(out).isDirectory()) throw refuse('is not a directory', 'Give another one.');
  if (existsSync(model) && realpathSync(model) === realpathSync(out)) {
    throw refuse('is the model itself', 'Export into another directory.');
  }
  if (!force && readdirSync(out).length > 0)
    throw refuse('is not empty', 'Give a new directory, or allow to write into this one (--force).');
  return true;
}

function chooseLabels(present: readonly string[], wanted?: readonly string[]): string[] {
  const labels = wanted ?? (present.includes(rankerLabel) ? [rankerLabel] : present);
  const unknown = labels.find((label, i) => !present.includes(label) || labels.indexOf(label) < i);
  if (unknown === undefined && labels.length > 0) return [...labels];
  throw new AccordError(
    'invalid-input',
    unknown === undefined
      ? 'No label is left to export.'
      : `The label "${unknown}" is ${present.includes(unknown) ? 'named twice' : 'not one of the model'}.`,
    `The model has the labels ${present.join(', ')}.`,
  );
}

/** All files by path, each with what writes it: the large ones are made one after the other. */
function modelFiles({ files, maxTokens }: ModelDirectory, labels: readonly string[]) {
  const config = readBertConfig(files.config);
  checkVocabulary(files, Tokenizer.fromFile(files.tokenizer).vocabularySize, config.vocabularySize);
  const model = readModelWeights(files);
  const stored = chooseRows(model, files, labels, config.hiddenSize);
  const exact = new Map(
    stored.names.map((name): [string, WrittenTensor] => [name, { shape: stored.get(name).shape, data: stored.float32(name) }]),
  );
  const json = (value: object) => (path: string) => writeDurably(path, `${JSON.stringify(value, null, 2)}\n`);
  const all = new Map<string, (path: string) => Promise<void>>([['config.json', json(exportedConfig(files.config, labels))]]);
  for (const [name, value] of tokenizerFiles(files.tokenizer, maxTokens)) all.set(name, json(value));
  const card = join(files.directory, 'README.md');
  if (existsSync(card)) all.set('README.md', (path) => writeDurably(path, readFileSync(card, 'utf8')));
  all.set('model.safetensors', (path) => {
    const named = [...exact].map(([name, tensor]): [string, WrittenTensor] => [
      name.startsWith('classifier.') ? name : `bert.${name}`,
      tensor,
    ]);
    return writeSafetensors(path, new Map(named), { metadata: { format: 'pt' } });
  });
  all.set('onnx/model.onnx', (path) =>
    writeDurably(path, [classifierGraph(float32Tensors(exact, files.weights), config, labels.length, { precision: 'fp32' })]),
  );
  all.set('onnx/model_quantized.onnx', (path) =>
    writeDurably(path, [classifierGraph(stored, config, labels.length, { precision: 'int8', ranges: files.ranges })]),
  );
  return { files: all, spans: model.has('qa_outputs.weight') };
}

/** Encoder and classifier alone, the classifier with the outputs named. */
function chooseRows(
  model: SafeTensors,
  { labels: present, weights }: ModelDirectory['files'],
  labels: readonly string[],
  hidden: number,
): SafeTensors {
  const tensors = new Map<string, SafeTensor>();
  for (const name of model.names) {
    if (/^(embeddings|encoder|pooler)\..*\.(weight|bias)$/.test(name)) tensors.set(name, model.get(name));
  }
  const rows = labels.map((label) => present.indexOf(label));
  const shapes = { 'classifier.weight': [present.length, hidden], 'classifier.bias': [present.length] };
  for (const [name, shape] of Object.entries(shapes)) {
    const { dtype, data } = model.get(name, shape);
    const bytes = data.byteLength / present.length;
    const chosen = rows.map((row) => data.subarray(row * bytes, (row + 1) * bytes));
    tensors.set(name, { dtype, shape: [rows.length, ...shape.slice(1)], data: Buffer.concat(chosen) });
  }
  return new SafeTensors(tensors, weights);
}

function float32Tensors(tensors: ReadonlyMap<string, WrittenTensor>, source: string): SafeTensors {
  const entries = [...tensors].map(([name, { shape, data }]): [string, SafeTensor] => [
    name,
    { dtype: 'F32', shape: [...shape], data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) },
  ]);
  return new SafeTensors(new Map(entries), source);
}

/** Ours reads it as well, so the `accord` section stays, but for what the exported weights have no use for. */
function exportedConfig(path: string, labels: readonly string[]): object {
  const { torch_dtype: _, accord, ...config } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { base: _base, calibration: _calibration, ...kept } = (accord ?? {}) as Record<string, unknown>;
  return {
    ...config,
    architectures: ['BertForSequenceClassification'],
    dtype: 'float32',
    num_labels: labels.length,
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    ...(Object.keys(kept).length > 0 && { accord: kept }),
  };
}
