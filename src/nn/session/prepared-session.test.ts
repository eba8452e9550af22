import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { afterAll, expect, test } from 'vitest';
import { Graph } from '../graph.ts';
import type { Precision } from '../linear.ts';
import { preparedSession } from './prepared-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-prepared-'));
afterAll(() => rmSync(folder, { recursive: true }));

const weights = join(folder, 'weights');
writeFileSync(weights, 'of some model');
const directory = join(folder, 'graphs');

/** Adds a number to its input; counts how often it is built. */
let built = 0;
function graphOf(addend: number): Uint8Array {
  built++;
  const graph = new Graph();
  const x = graph.input('x', 'float32', [1]);
  graph.output(graph.apply('Add', 'sum', [x, graph.constant('addend', 'float32', [1], Float32Array.of(addend))])[0]);
  return graph.encode();
}

async function sum(
  addend: number,
  { precision = 'int8' as Precision, settings = '', at = directory as string | undefined } = {},
): Promise<number> {
  const session = await preparedSession({ files: [weights], precision, settings, build: () => graphOf(addend) }, 1, at);
  const { sum } = await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
  await session.release();
  return (sum!.data as Float32Array)[0]!;
}

test('a graph is built once for the same files and settings', async () => {
  expect(await sum(1)).toBe(2);
  // What is built would differ: it is not.
  expect(await sum(5)).toBe(2);
  expect(await sum(5, { settings: 'others' })).toBe(6);
  expect(built).toBe(2);
  appendFileSync(weights, ', trained on');
  expect(await sum(7)).toBe(8);
});

test('weights replaced by others of the same size and time are other weights', async () => {
  const other = join(folder, 'other');
  writeFileSync(other, 'OF SOME MODEL, trained on');
  const long = new Date('2020-01-01');
  utimesSync(weights, long, long);
  utimesSync(other, long, long);
  expect(await sum(1)).toBe(2);
  cpSync(other, weights, { preserveTimestamps: true });
  expect(await sum(3)).toBe(4);
});

test('a damaged graph is built anew, and kept', async () => {
  expect(await sum(10, { settings: 'damage' })).toBe(11);
  for (const name of readdirSync(directory)) truncateSync(join(directory, name), 60);
  expect(await sum(11, { settings: 'damage' })).toBe(12);
  expect(await sum(12, { settings: 'damage' })).toBe(12);
});

test('only the graphs used last are kept', async () => {
  for (let i = 0; i < 12; i++) await sum(i, { settings: `many ${i}` });
  expect(readdirSync(directory)).toHaveLength(8);
  const before = built;
  expect(await sum(0, { settings: 'many 11' })).toBe(12);
  expect(built).toBe(before);
});

test('fp32, and a directory that cannot be made, cost only time', async () => {
  const kept = readdirSync(directory).length;
  expect(await sum(1, { precision: 'fp32', settings: 'exact' })).toBe(2);
  expect(await sum(2, { at: join(weights, 'below a file') })).toBe(3);
  expect(await sum(3, { at: undefined })).toBe(4);
  expect(readdirSync(directory)).toHaveLength(kept);
});

test('a missing file is for the builder to name', async () => {
  const build = () => {
    throw new Error('there are no weights');
  };
  const missing = preparedSession({ files: [join(folder, 'nowhere')], precision: 'int8', build }, 1, directory);
  await expect(missing).rejects.toThrow('there are no weights');
});
