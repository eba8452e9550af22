import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tinyModel } from '../../test/tiny-model.ts';
import { writeJsonLines } from '../../test/write-json-lines.ts';
import { compareArms } from './compare-arms.ts';
import { runExperiment } from './experiment.ts';
import { experimentTable } from './experiment-table.ts';
import { learningCurve } from './learning-curve.ts';
import { ExperimentOptions } from './options.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-learning-curve-'));
afterAll(() => rmSync(folder, { recursive: true }));
const lines = (name: string, rows: readonly object[]) => writeJsonLines(folder, name, rows);

const questions = Array.from({ length: 23 }, (_, i) => `when was tower ${i} built`);
const row = (question: string, i: number) => ({
  question,
  positives: [{ text: `tower ${i} was built in ${1900 + i}` }],
  negatives: [{ text: `nothing about ${i}` }, { text: 'nobody knows' }],
});
const rows = lines('rows.jsonl', [...questions.map(row), { ...row('no negatives', 99), negatives: [] }]);
const testRows = lines(
  'test.jsonl',
  questions.slice(0, 12).map((question, i) => ({
    id: `t${i}`,
    question,
    answers: [String(1900 + i)],
    positives: ['right'],
    candidates: [
      { id: 'wrong', text: 'nobody knows', scores: {}, ranks: {}, label: 0, holdsAnswer: false },
      { id: 'right', text: row(question, i).positives[0]!.text, scores: {}, ranks: {}, label: 1, holdsAnswer: true },
    ],
  })),
);
const input = { rows, test: testRows, out: join(folder, 'out'), sizes: [5, 10, 100], negatives: 2 };
const options = ExperimentOptions.parse({ seeds: 1, negatives: 2, base: tinyModel, batchSize: 4, maxTokens: 48, learningRate: 1e-3 });

test('smaller sets of questions are parts of larger ones, and every arm takes as many steps', async () => {
  const experiment = await learningCurve(input);
  expect([...experiment.arms.keys()]).toEqual(['5 questions', '10 questions', 'all questions']);
  const drawn = (size: number) =>
    readFileSync(join(input.out, 'questions', `${size}.jsonl`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { question: string }).question);
  expect([drawn(5).length, drawn(10).length]).toEqual([5, 10]);
  expect(new Set(drawn(23))).toEqual(new Set(questions));
  expect(drawn(10).slice(0, 5)).toEqual(drawn(5));
  expect(drawn(23).slice(0, 10)).toEqual(drawn(10));

  // Stopped after the first training, then gone on with.
  const controller = new AbortController();
  const onResult = ({ arm }: { arm: string }) => void (arm === '5 questions' && controller.abort());
  await expect(runExperiment(experiment, options, { onResult, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  const seen: string[] = [];
  const results = await runExperiment(await learningCurve(input), options, { onResult: ({ arm }) => seen.push(arm) });
  expect(seen).toEqual(['10 questions', 'all questions']);
  // 23 examples in steps of 4.
  expect(results.map(({ steps }) => steps).sort()).toEqual([0, 6, 6, 6]);
  expect(compareArms(results, 'R@1', experiment.arms).map(({ arm, against }) => [arm, against?.arm])).toEqual([
    ['first stage', undefined],
    ['5 questions', 'all questions'],
    ['10 questions', 'all questions'],
    ['all questions', undefined],
  ]);
  expect(experimentTable(results, experiment.arms)).toContain('5 questions: each 4.6 times in the same number of steps');
}, 120_000);

test('other settings are refused; so are sizes of which none is smaller than the rows', async () => {
  await expect(runExperiment(await learningCurve(input), { ...options, depth: 5 })).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringContaining('results of other settings'),
  });
  await expect(learningCurve({ ...input, sizes: [23, 100] })).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringContaining('has 23 questions with negatives'),
  });
});
