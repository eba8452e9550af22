import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reader } from '../../src/reader/reader.ts';
import { contentHash } from '../../src/rerank/preference/record.ts';
import { probeRecord } from '../../test/preference-records.ts';
import { tinyModel } from '../../test/tiny-model.ts';
import { writeJsonLines } from '../../test/write-json-lines.ts';
import { compareArms } from '../experiment/compare-arms.ts';
import { openResults, plan } from '../experiment/experiment.ts';
import { experimentTable } from '../experiment/experiment-table.ts';
import { AblationOptions } from '../experiment/options.ts';
import type { ArmResult } from '../experiment/results.ts';
import { armNames } from './arms.ts';
import { ablation, runAblation } from './run-ablation.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-ablation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lines = (name: string, rows: readonly object[]) => writeJsonLines(folder, name, rows);

const questions = Array.from({ length: 16 }, (_, i) => `when was tower ${i} built`);
const right = (i: number) => ({ title: 'Towers', text: `tower ${i} was built in ${1900 + i}` });
const wrong = (i: number) => [1, 2, 3].map((j) => ({ title: 'Towers', text: `nothing about ${i} of kind ${j}` }));
const rows = lines(
  'rows.jsonl',
  questions.map((question, i) => ({ question, positives: [right(i)], negatives: wrong(i) })),
);
const testRows = lines(
  'test.jsonl',
  questions.slice(0, 12).map((question, i) => ({
    id: `t${i}`,
    question,
    answers: [String(1900 + i)],
    positives: ['right'],
    candidates: [
      ...wrong(i).map((passage, j) => ({ ...passage, id: `wrong ${j}`, scores: {}, ranks: {}, label: 0, holdsAnswer: false })),
      { ...right(i), id: 'right', scores: {}, ranks: {}, label: 1, holdsAnswer: true },
    ],
  })),
);
/** The reader is helped by a passage that is not annotated. */
const preferences = lines(
  'preferences.jsonl',
  questions.flatMap((text, i) =>
    [right(i), ...wrong(i)].map((passage, j) => {
      const { question, passage: _, ...record } = probeRecord({ question: `q${i}`, outcomes: [['', j === 1 ? '1969' : '']] });
      return { ...record, question: { ...question, text }, passage: { id: `p${j}`, ...passage, contentHash: contentHash(passage) } };
    }),
  ),
);
/** Reads the year out of the first passage. */
const reader: Reader = {
  id: 'years',
  read: async ({ passages }) => {
    const answer = /\d{4}/.exec(passages[0]!.passage.text)?.[0];
    return answer === undefined
      ? []
      : [{ answer, level: 'context', evidence: [{ passageId: passages[0]!.passage.id, start: 0, end: 4 }], confidence: 1, useful: 1 }];
  },
};

const options = AblationOptions.parse({ limit: 12, seeds: 2, base: tinyModel, maxTokens: 48, learningRate: 1e-3, testLimit: 10 });
const { limit: _, ...shared } = options;
const input = { rows, test: testRows, out: join(folder, 'out'), preferences };

describe('an ablation', () => {
  let results: ArmResult[];
  const names = ['stock', 'mgda', 'gold labels', 'probed labels'] as const;
  beforeAll(async () => {
    // Stopped after its third result, then gone on with.
    const controller = new AbortController();
    let done = 0;
    const onResult = () => void (++done === 3 && controller.abort());
    await expect(runAblation(input, names, options, { reader, onResult, signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    const trained: string[] = [];
    results = await runAblation(input, names, options, { reader, onResult: ({ arm, seed }) => trained.push(`${arm} ${seed}`) });
    // First stage, stock and mgda of seed 1 were there.
    expect(trained).toEqual(['gold labels 1', 'probed labels 1', ...names.map((name) => `${name} 2`)]);
  }, 240_000);

  test('has each training once, on the same questions, and keeps models but no checkpoints', () => {
    expect(results).toHaveLength(9);
    for (const { values, arm, steps } of results) {
      expect(values).toHaveLength(10);
      expect(steps).toBe(arm === 'first stage' ? 0 : 1);
      expect(Object.keys(values[0]!)).toEqual(['RR@10', 'R@1', 'EM, first 1', 'F1, first 1', 'EM, first 3', 'F1, first 3']);
    }
    expect(readdirSync(join(input.out, 'models')).sort()).toEqual(
      names.flatMap((name) => [1, 2].map((seed) => `${name.replace(' ', '-')}-${seed}`)).sort(),
    );
  });

  test('the first stage puts the right passage last', () => {
    const first = results.find(({ arm }) => arm === 'first stage')!;
    expect(first.values.every((value) => value['RR@10'] === 0.25 && value['EM, first 1'] === 0)).toBe(true);
  });

  test('a second run has nothing to do; other settings are refused; more seeds belong to it', async () => {
    const seen: string[] = [];
    await runAblation(input, names, options, { reader, onResult: ({ arm }) => seen.push(arm) });
    expect(seen).toEqual([]);
    const experiment = ablation(input, names, options);
    await expect(openResults(experiment, { ...shared, depth: 5 }, reader)).rejects.toMatchObject({ code: 'invalid-config' });
    const opened = await openResults(experiment, { ...shared, seeds: 3 }, reader);
    expect(plan(experiment, 3, opened).filter(({ done }) => !done)).toEqual(names.map((arm) => ({ arm, seed: 3, done: false })));
  });

  test('both labels are of the same questions and passages', () => {
    const records = (name: string) =>
      readFileSync(join(input.out, 'labels', `${name}.jsonl`), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { question: { id: string }; passage: { id: string }; degree: number });
    const key = ({ question, passage }: ReturnType<typeof records>[number]) => `${question.id} ${passage.id}`;
    const [probed, gold] = [records('probed'), records('probed-by-gold')];
    expect(gold.map(key)).toEqual(probed.map(key));
    expect(new Set(probed.map(({ question }) => question.id)).size).toBe(12);
    for (const { passage, degree } of gold) expect(degree).toBe(passage.id === 'p0' ? 1 : -1);
    for (const { passage, degree } of probed) expect(degree > 0).toBe(passage.id === 'p1');
    const shuffled = records('probed-shuffled');
    expect(shuffled.map(({ degree }) => degree).sort()).toEqual(probed.map(({ degree }) => degree).sort());
    expect(shuffled).not.toEqual(probed);
  });

  test('shuffled rows keep their passages', () => {
    const read = (name: string) =>
      readFileSync(join(input.out, 'labels', name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { question: string; positives: { text: string }[]; negatives: { text: string }[] });
    const [plain, shuffled] = [read('rows.jsonl'), read('shuffled-rows.jsonl')];
    const texts = ({ positives, negatives }: (typeof plain)[number]) => [...positives, ...negatives].map(({ text }) => text).sort();
    expect(shuffled.map(texts)).toEqual(plain.map(texts));
    expect(shuffled.filter(({ positives }, i) => positives[0]!.text !== plain[i]!.positives[0]!.text).length).toBeGreaterThan(4);
  });

  test('the table names every arm with its baseline', () => {
    const { arms } = ablation(input, armNames, options);
    const table = experimentTable(results, arms);
    for (const name of [...names, 'first stage']) expect(table).toContain(name);
    expect(compareArms(results, 'RR@10', arms).map(({ arm, against }) => [arm, against?.arm])).toEqual([
      ['first stage', undefined],
      ['stock', undefined],
      ['mgda', 'stock'],
      ['gold labels', undefined],
      ['probed labels', 'gold labels'],
    ]);
    expect(existsSync(join(input.out, 'experiment.json'))).toBe(true);
  });
});

test('means over seeds are compared question by question, adjusted over the arms', () => {
  const result = (arm: ArmResult['arm'], seed: number, values: number[]): ArmResult => ({
    arm,
    seed,
    values: values.map((value) => ({ 'RR@10': value })),
    seconds: { training: 60, measuring: 60 },
    steps: 1,
  });
  const base = Array.from({ length: 20 }, (_, i) => (i % 2) / 2);
  const [, better, same] = compareArms(
    [
      result('stock', 1, base),
      result(
        'listwise',
        1,
        base.map((value) => value + 0.4),
      ),
      result(
        'listwise',
        2,
        base.map((value) => value + 0.2),
      ),
      result('pairwise', 1, base.toReversed().toReversed()),
    ],
    'RR@10',
    ablation(input, armNames, options).arms,
  );
  expect(better).toMatchObject({ seeds: 2, minutes: 2, mean: expect.closeTo(0.55, 6), seedDeviation: expect.closeTo(0.1414, 3) });
  // Every difference is .3: no smaller p-value than 1 in 10,001, and two arms.
  expect(better!.against).toMatchObject({ arm: 'stock', difference: expect.closeTo(0.3, 6), pValue: expect.closeTo(2 / 10_001, 6) });
  expect(same!.against).toMatchObject({ difference: 0, pValue: 1, minimumDetectable: 0 });
});
