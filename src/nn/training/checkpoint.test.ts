import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { writeSafetensors } from '../safetensors.ts';
import { Adamw } from './adamw.ts';
import { latestCheckpoint, loadCheckpoint, loadWeights, openRunDirectory, saveCheckpoint, type TrainingState } from './checkpoint.ts';
import type { Parameters } from './parameters.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(folder, 'run-'));
});

const config = { seed: 1, data: { rows: 3, hash: 'abc' }, files: ['a', 'b'] };
const stateAt = (step: number, best?: number): TrainingState => ({
  version: 1,
  step,
  epoch: 0,
  loss: 0.1 + 0.2,
  seconds: 1.5,
  tokens: 99,
  config,
  ...(best !== undefined && { best: { step: best, score: 0.5 } }),
});

function model(size = 6): { parameters: Parameters; adamw: Adamw } {
  const parameters: Parameters = new Map([
    ['dense.weight', { shape: [2, size / 2], data: Float32Array.from({ length: size }, (_, i) => i / 3), trainable: true }],
    ['dense.bias', { shape: [2], data: Float32Array.of(-1e-20, 3e20), trainable: true }],
    ['frozen', { shape: [1], data: Float32Array.of(5), trainable: false }],
  ]);
  return { parameters, adamw: new Adamw(parameters, { weightDecay: 0.1, clipNorm: 1 }) };
}

function takeStep({ parameters, adamw }: ReturnType<typeof model>): void {
  const trained = [...parameters].filter(([, { trainable }]) => trainable);
  adamw.step(new Map(trained.map(([name, { data }]) => [name, Float32Array.from(data, (_, i) => 0.1 * (i % 5) - 0.1)])), 0.01);
}

const copyOf = ({ parameters, adamw }: ReturnType<typeof model>) =>
  structuredClone({ parameters, moments: adamw.moments(), steps: adamw.steps });
const save = (trained: ReturnType<typeof model>, state: TrainingState) =>
  saveCheckpoint(directory, state, trained.parameters, trained.adamw);

test('weights, moments and state come back to the last bit', async () => {
  const trained = model();
  for (let step = 0; step < 3; step++) takeStep(trained);
  await save(trained, stateAt(3));
  const resumed = model();
  expect(loadCheckpoint(directory, latestCheckpoint(directory)!, config, resumed.parameters, resumed.adamw)).toEqual(stateAt(3));
  expect(copyOf(resumed)).toEqual(copyOf(trained));
  takeStep(resumed);
  takeStep(trained);
  expect(copyOf(resumed)).toEqual(copyOf(trained));
});

test('the newest one and the best one are kept', async () => {
  const trained = model();
  const kept: string[][] = [];
  for (const [step, best] of [
    [1, undefined],
    [2, 2],
    [9, 2],
    [10, 2],
    [11, 11],
  ] as const) {
    await save(trained, stateAt(step, best));
    kept.push(readdirSync(directory).sort());
  }
  expect(kept).toEqual([
    ['checkpoint-1'],
    ['checkpoint-2'],
    ['checkpoint-2', 'checkpoint-9'],
    ['checkpoint-10', 'checkpoint-2'],
    ['checkpoint-11'],
  ]);
  expect(latestCheckpoint(directory)).toBe(11);
});

test('what a killed process left half written is cleared away, all else is not', async () => {
  const run = join(folder, 'new', 'run');
  await openRunDirectory(run);
  expect(latestCheckpoint(run)).toBeUndefined();
  mkdirSync(join(run, '.tmp-0123456789ab-checkpoint-7'));
  writeFileSync(join(run, '.tmp-0123456789ab-checkpoint-7', 'weights.safetensors'), 'x');
  writeFileSync(join(run, 'notes.txt'), 'mine');
  await openRunDirectory(run);
  expect(readdirSync(run)).toEqual(['notes.txt']);
  await expect(openRunDirectory(join(run, 'notes.txt'))).rejects.toThrow(expect.objectContaining({ code: 'unreadable-file' }));
});

describe('refuses and changes nothing:', () => {
  const path = (name: string) => join(directory, 'checkpoint-3', name);
  const weights = 'weights.safetensors';
  const state = (changed: object) => () => writeFileSync(path('state.json'), JSON.stringify({ ...stateAt(3), ...changed }));

  test.each<[string, () => unknown, string, string | RegExp]>([
    ['truncated weights', () => truncateSync(path(weights), 150), 'unsupported-format', 'truncated'],
    ['truncated moments', () => truncateSync(path('moments.safetensors'), 300), 'unsupported-format', 'moments.safetensors .*truncated'],
    ['empty weights', () => truncateSync(path(weights), 0), 'unsupported-format', '0 bytes'],
    ['a foreign file in place of the weights', () => writeFileSync(path(weights), 'PK\x03\x04'.repeat(9)), 'unsupported-format', weights],
    ['missing weights', () => rmSync(path(weights)), 'model-missing', weights],
    ['missing moments', () => rmSync(path('moments.safetensors')), 'model-missing', 'moments'],
    ['a missing state', () => rmSync(path('state.json')), 'unreadable-file', 'state.json'],
    ['a state cut short', () => truncateSync(path('state.json'), 20), 'unsupported-format', 'state.json'],
    ['a state of another version', state({ version: 2 }), 'unsupported-format', 'of this version'],
    ['a state without its step', state({ step: undefined }), 'unsupported-format', 'state.json'],
    ['another value', state({ config: { ...config, seed: 2 } }), 'invalid-config', 'seed is 2 there and 1 here'],
    [
      'another nested value',
      state({ config: { ...config, data: { rows: 3, hash: 'x' } } }),
      'invalid-config',
      'data.hash is "x" there and "abc" here',
    ],
    ['another list', state({ config: { ...config, files: ['a'] } }), 'invalid-config', 'files is ["a"] there and ["a","b"] here'],
    ['a value too many', state({ config: { ...config, extra: 0 } }), 'invalid-config', 'extra is 0 there and not set here'],
    ['a value too few', state({ config: { seed: 1 } }), 'invalid-config', 'data is not set there'],
    ['weights of another size', () => writeSafetensors(path(weights), new Map(model(8).parameters)), 'unsupported-format', 'shape [2,4]'],
    [
      'weights of a model that trains more',
      () => writeSafetensors(path(weights), new Map(model().parameters)),
      'unsupported-format',
      'weights for "frozen", which this model does not train',
    ],
    [
      'weights of a model that trains less',
      () => writeSafetensors(path(weights), new Map([...model().parameters].slice(0, 1))),
      'unsupported-format',
      'no tensor "dense.bias"',
    ],
  ])('%s', async (_, spoil, code, message) => {
    const trained = model();
    takeStep(trained);
    await save(trained, stateAt(3));
    await spoil();
    const resumed = model();
    const before = copyOf(resumed);
    const pattern = typeof message === 'string' && !message.includes('.*') ? message.replace(/[[\]().]/g, '\\$&') : message;
    expect(() => loadCheckpoint(directory, 3, config, resumed.parameters, resumed.adamw)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(pattern), hint: expect.stringContaining('another directory') }),
    );
    expect(copyOf(resumed)).toEqual(before);
  });
});

test('weights alone', async () => {
  const trained = model();
  takeStep(trained);
  await save(trained, stateAt(1));
  const other = model();
  loadWeights(directory, 1, other.parameters);
  expect(other.parameters).toEqual(trained.parameters);
  expect(other.adamw.steps).toBe(0);
});

const full = mkdtempSync(join(tmpdir(), 'accord-full-'));
const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', full]).status === 0;
const mounted = mount('size=2m');
afterAll(() => {
  if (mounted) spawnSync('umount', [full]);
  rmSync(full, { recursive: true });
});

describe.skipIf(!mounted)('a full disk (skipped where a tmpfs cannot be mounted, which takes root)', () => {
  test('the checkpoint before survives, and saving works again when there is room', async () => {
    // 100,000 weights with their moments take 1.2 MB: one checkpoint fits, two do not.
    const trained = model(100_000);
    takeStep(trained);
    await saveCheckpoint(full, stateAt(1), trained.parameters, trained.adamw);
    const first = Buffer.from(trained.parameters.get('dense.weight')!.data.slice().buffer);
    takeStep(trained);
    await expect(saveCheckpoint(full, stateAt(2), trained.parameters, trained.adamw)).rejects.toThrow(
      expect.objectContaining({ code: 'disk-full', message: expect.stringContaining(full), hint: expect.stringContaining('room') }),
    );
    expect(readdirSync(full)).toEqual(['checkpoint-1']);
    const resumed = model(100_000);
    loadCheckpoint(full, 1, config, resumed.parameters, resumed.adamw);
    expect(Buffer.from(resumed.parameters.get('dense.weight')!.data.buffer).equals(first)).toBe(true);

    expect(spawnSync('mount', ['-o', 'remount,size=30m', full]).status).toBe(0);
    await saveCheckpoint(full, stateAt(2), trained.parameters, trained.adamw);
    expect(readdirSync(full)).toEqual(['checkpoint-2']);
  });
});

test('a crash between writing and clearing away leaves both', async () => {
  const trained = model();
  await save(trained, stateAt(1));
  cpSync(join(directory, 'checkpoint-1'), join(directory, 'spare'), { recursive: true });
  await save(trained, stateAt(2));
  cpSync(join(directory, 'spare'), join(directory, 'checkpoint-1'), { recursive: true });
  expect(latestCheckpoint(directory)).toBe(2);
  await save(trained, stateAt(3));
  expect(existsSync(join(directory, 'checkpoint-1'))).toBe(false);
  expect(JSON.parse(readFileSync(join(directory, 'checkpoint-3/state.json'), 'utf8')).step).toBe(3);
});
