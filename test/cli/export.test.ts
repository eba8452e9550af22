import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tinyModel } from '../tiny-model.ts';
import { rag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-export-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (...args: string[]) => rag(args, { cwd });

test('a reader becomes a reranker, and what stays behind is named', async () => {
  const { code, stdout, stderr } = await run('export', tinyModel, '--out', 'new/tiny');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain(`${join('new', 'tiny')}: useful (without answerable, yes, no, spans)`);
  expect(stdout).toMatch(/^onnx\/model_quantized\.onnx +\d+\.\d kB$/m);
  expect(readdirSync(join(cwd, 'new/tiny/onnx')).sort()).toEqual(['model.onnx', 'model_quantized.onnx']);

  const again = await run('export', tinyModel, '--out', 'new/tiny');
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/is not empty\.\nhint: .*--force/);
});

test('other outputs, as JSON', async () => {
  const { stdout } = await run('export', tinyModel, '--out', 'polar', '--labels', 'yes, no', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ labels: ['yes', 'no'], leftOut: ['useful', 'answerable', 'spans'] });
});

test.each<[string, string[], number, RegExp]>([
  ['no model', ['export', 'nowhere', '--out', 'x'], 4, /There is no model directory .*nowhere/],
  ['no target', ['export', tinyModel], 2, /--out/],
  ['an unknown label', ['export', tinyModel, '--out', 'x', '--labels', 'relevant'], 2, /"relevant".*\nhint: .*useful, answerable, yes, no/],
])('%s', async (_, args, exitCode, message) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(exitCode);
  expect(stderr).toMatch(message);
});
