import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLog } from '../../src/nn/training/step-log.ts';
import { extractiveReader } from '../../src/reader/extractive-reader.ts';
import { crossEncoder } from '../../src/rerank/cross-encoder.ts';
import { probeRecord } from '../preference-records.ts';
import { changedModel, tinyModel } from '../tiny-model.ts';
import { rag, startRag } from './spawn-rag.ts';

const cwd = mkdtempSync(join(tmpdir(), 'accord-cli-train-'));
afterAll(() => rmSync(cwd, { recursive: true }));
const run = (...args: string[]) => rag(args, { cwd });
const put = (name: string, rows: object[]) => writeFileSync(join(cwd, name), rows.map((row) => JSON.stringify(row)).join('\n'));

const things = ['bridge', 'tower', 'mill', 'harbour', 'library', 'station', 'garden', 'theatre', 'market', 'museum', 'school', 'chapel'];
const rows = things.map((thing, i) => {
  const text = `The ${thing} was built in ${1800 + i}.`;
  const other = things[(i + 1) % things.length];
  return {
    id: thing,
    question: `When was the ${thing} built?`,
    positives: [{ text, spans: [{ start: text.length - 5, end: text.length - 1 }] }],
    negatives: [{ text: `Nobody knows who built the ${thing}.` }, { text: `The ${other} is open on Sundays.` }],
  };
});
put('rows.jsonl', rows);
const small = ['--batch-size', '4', '--max-tokens', '32', '--negatives', '2'];

test('a reader from rows: model, card and options to repeat it, and the pipeline takes it', async () => {
  const { code, stdout, stderr } = await run('train', 'reader', 'rows.jsonl', '--out', 'model', ...small, '--seed', '5', '--json');
  expect(code, stderr).toBe(0);
  // Of twelve rows two are held out.
  expect(JSON.parse(stdout)).toMatchObject({ model: 'model', steps: 3, heldOut: { count: 2 } });
  expect(stderr).toContain('step 3: held out score');
  const card = readFileSync(join(cwd, 'model', 'README.md'), 'utf8');
  expect(card).toContain('| seed | 5 |');
  expect(card).toMatch(/\| another question \| [01]\.\d{3} \|/);
  expect(JSON.parse(readFileSync(join(cwd, 'model', 'training.json'), 'utf8'))).toMatchObject({ heads: 'reader', seed: 5, batchSize: 4 });
  expect(JSON.parse(readFileSync(join(cwd, 'model', 'config.json'), 'utf8')).id2label).toEqual({
    0: 'useful',
    1: 'answerable',
    2: 'yes',
    3: 'no',
  });
  const reranker = await crossEncoder({ model: join(cwd, 'model') });
  const passage = (text: string) => ({ passage: { id: text, text, document: { id: text }, metadata: {} }, scores: {}, ranks: {} });
  const ranked = await reranker.rank('When?', [passage('In 1990.'), passage('Never mind.')]);
  expect(ranked.every(({ scores }) => Number.isFinite(scores.logit))).toBe(true);

  const again = await run('train', 'reader', '--config', 'model/training.json', '--out', 'again', '--json');
  expect(again.code, again.stderr).toBe(0);
  expect(readFileSync(join(cwd, 'again', 'model.safetensors')).equals(readFileSync(join(cwd, 'model', 'model.safetensors')))).toBe(true);
}, 120_000);

test('a reader beside a reranker: it reads, and is refused as a reranker', async () => {
  const { code, stdout, stderr } = await run(
    'train',
    'reader',
    'rows.jsonl',
    '--tasks',
    'reading',
    '--base',
    tinyModel,
    '--out',
    'alone',
    ...small,
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('"heldOut"');
  const model = join(cwd, 'alone');
  const passages = [rows[0]!.positives[0]!.text].map((text) => ({
    passage: { id: text, text, document: { id: text }, metadata: {} },
    scores: {},
    ranks: {},
  }));
  expect(await (await extractiveReader({ model })).read({ question: rows[0]!.question, passages })).toHaveLength(1);
  await expect(crossEncoder({ model })).rejects.toMatchObject({ message: expect.stringContaining('none is a score of usefulness') });
}, 120_000);

test('Ctrl-C saves, the same command goes on, other settings are refused', async () => {
  const long = ['train', 'reranker', 'rows.jsonl', '--out', 'long', ...small];
  const child = startRag([...long, '--epochs', '50'], { cwd });
  const log = join(cwd, 'long.training', 'log.jsonl');
  while (!existsSync(log) || readFileSync(log, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill('SIGINT');
  const stopped = await child.ended;
  expect(stopped.code, stopped.stderr).toBe(130);
  expect(stopped.stderr).toMatch(/error: Training was stopped after step \d+ of 150; long\.training keeps it\.\nhint: Start it again/);
  const other = await run(...long, '--epochs', '50', '--seed', '9');
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('long.training holds a training run of other settings: seed is 42 there and 9 here');
}, 120_000);

test('--base goes on from a trained model, also where that was interrupted; never from another one or into itself', async () => {
  cpSync(tinyModel, join(cwd, 'base'), { recursive: true });
  const first = ['train', 'reranker', 'rows.jsonl', '--base', 'base', '--out', 'better', ...small, '--json'];
  const { code, stderr } = await run(...first);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(readFileSync(join(cwd, 'better', 'training.json'), 'utf8'))).toMatchObject({ base: 'base', heads: 'ranker' });
  expect(readFileSync(join(cwd, 'better', 'README.md'), 'utf8')).toContain('Fine-tuned from the model `base`');

  const again = await run(...first);
  expect(again.code, again.stderr).toBe(0);
  changedModel(join(cwd, 'changed'), { tensors: { 'classifier.bias': [3] } });
  cpSync(join(cwd, 'changed'), join(cwd, 'base'), { recursive: true });
  expect((await run(...first)).stdout).toMatch(/better\.training holds a training run of other settings: base\.sha256 is/);
  expect((await run('train', 'reranker', 'rows.jsonl', '--base', 'better', '--out', './better', ...small)).stderr).toContain(
    'error: --base and --out are both ./better.',
  );
}, 120_000);

test('preferences, jointly: weights, losses and Gram matrix of every step are in the log', async () => {
  const records = things.flatMap((thing) =>
    ['a', 'b', 'c'].map((passage, p) => probeRecord({ question: thing, passage, outcomes: [['', p === 0 ? '1969' : '']] })),
  );
  put('preferences.jsonl', records);
  const command = ['train', 'reranker', '--preferences', 'preferences.jsonl', '--base', tinyModel, ...small];
  const { code, stdout, stderr } = await run(
    ...command,
    '--out',
    'joint',
    '--objective',
    'joint',
    '--weights',
    'mgda-normalised',
    '--flip-rate',
    '0.1',
    '--json',
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ model: 'joint', heldOut: { count: 2 } });
  const log = readLog(join(cwd, 'joint.training')).flatMap((entry) => ('loss' in entry ? [entry.tasks!] : []));
  expect(log).toHaveLength(3);
  for (const { names, losses, weights, gram } of log) {
    expect(names).toEqual(['point', 'pair', 'contrast']);
    expect([losses.length, weights.length, gram.length]).toEqual([3, 3, 9]);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 3);
  }
  expect(JSON.parse(readFileSync(join(cwd, 'joint', 'training.json'), 'utf8'))).toMatchObject({
    objective: 'joint',
    flipRate: 0.1,
    sources: [{ path: 'preferences.jsonl', preferences: true }],
  });
  const refused = await run(...command, '--out', 'none', '--flip-rate', '0.1');
  expect(refused.stderr).toContain('error: flipRate is 0.1, but listwise losses cannot be corrected for it.');
}, 120_000);

test.each([
  ['no rows', ['reranker'], /error: Options of training: .*sources/s],
  ['an option out of range', ['reranker', 'rows.jsonl', '--dropout', '2'], /error: --dropout is "2"/],
  ['a file that is not there', ['reader', 'missing.jsonl'], /error: .*missing\.jsonl/],
  ['pairs without a label', ['nli', 'rows.jsonl'], /error: rows\.jsonl, row 1: /],
])('%s: what is wrong, and no model', async (_, args, message) => {
  const { code, stdout, stderr } = await run('train', ...args, '--out', 'none');
  expect(code).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
  expect(existsSync(join(cwd, 'none'))).toBe(false);
});

test('a row without a right passage, and contradictory labels, by row', async () => {
  put('bad.jsonl', [rows[0]!, { question: 'Who?', positives: [] }]);
  expect((await run('train', 'reranker', 'bad.jsonl', '--out', 'none')).stderr).toContain(
    'bad.jsonl, row 2: positives: the row has no positive passage',
  );
  put('contradictory.jsonl', [{ ...rows[0]!, negatives: [{ text: rows[0]!.positives[0]!.text }] }]);
  expect((await run('train', 'reranker', 'contradictory.jsonl', '--out', 'none')).stderr).toContain(
    'row 1: negatives[0]: the same passage is among the positives',
  );
});

test('a detector of contradictions from pairs', async () => {
  put(
    'pairs.jsonl',
    things.map((thing, i) => ({
      id: thing,
      premise: `The ${thing} is old.`,
      hypothesis: i % 3 === 0 ? `The ${thing} is new.` : `The ${thing} is ${i % 3 === 1 ? 'old' : 'red'}.`,
      label: ['contradiction', 'entailment', 'neutral'][i % 3],
    })),
  );
  const { code, stdout, stderr } = await run(
    'train',
    'nli',
    'pairs.jsonl',
    '--heldout',
    'pairs.jsonl',
    '--out',
    'nli',
    '--batch-size',
    '6',
    '--json',
  );
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ model: 'nli', steps: 2 });
  expect(stderr).toContain('held out score');
  expect(JSON.parse(readFileSync(join(cwd, 'nli', 'config.json'), 'utf8')).id2label).toEqual({
    0: 'entailment',
    1: 'neutral',
    2: 'contradiction',
  });
}, 120_000);
