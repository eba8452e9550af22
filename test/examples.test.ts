import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tinyModel } from './tiny-model.ts';

const root = join(import.meta.dirname, '..');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'accord-example-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test.each<[name: string, expected: RegExp, ...args: string[]]>([
  ['ask-own-documents', /^Books may be kept for four weeks\.\n\[1\] Loans: Books may be kept for four weeks\.\n$/],
  ['stream', /^1 passage\(s\)\nGreen tea is steeped at eighty degrees\.\nretrieval and reading took time: true\n$/],
  ['filter', /^2 The travel budget is 1200 euros\. true\n$/],
  ['own-vectors', /^banana\n$/],
  ['rerank', /^(\w+: retrieved [12]\., useful 0\.\d{3}\n){2}.+ \(cross-encoder\(tiny-bert\/int8\)\)\n$/, tinyModel],
  ['newest-law', /^six weeks \(act-2022\)\nnot three months: recency, by act-2022\nin 2015: three months \(act-2011\)\n$/],
  [
    'two-knowledge-bases',
    /^by majority: 60 milligrams\nby source: 20 milligrams\n(?:.*\n)*.*a preferred source says otherwise \("20 milligrams", label\)/,
  ],
  ['counterfactual', /^Eastport, not Westport \(parametric, dial\)\nHillcrest: instruction-context, by assumption:1\n$/],
  ['poisoned-collection', /^Clara Winter\nClara Winter: 2 passages, 2 independent\nVictor Crane: 3 passages, 1 independent\n$/],
])('examples/%s.ts prints what it promises', (name, expected, ...args) => {
  const example = join(root, 'examples', `${name}.ts`);
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), example, ...args], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toMatch(expected);
});
