import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { changedModel, tinyModel } from '../test/tiny-model.ts';
import { writeJsonLines } from '../test/write-json-lines.ts';
import { compareRerankers } from './compare-rerankers.ts';

const directory = mkdtempSync(join(tmpdir(), 'compare-rerankers-'));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
const fileOf = (...rows: object[]): string => writeJsonLines(directory, `${files++}.jsonl`, rows);

const candidate = (text: string, kind: 'right' | 'wrong' | 'doubtful', rank: number) => ({
  id: text,
  text,
  scores: { bm25: 10 - rank },
  ranks: { bm25: rank },
  label: kind === 'right' ? 1 : 0,
  holdsAnswer: kind !== 'wrong',
});
const row = (id: string, question: string, positives: string[], candidates: object[]) => ({
  id,
  question,
  answers: ['x'],
  positives,
  candidates,
});

const found = fileOf(
  row(
    '1',
    'where is the sea',
    ['the sea'],
    [candidate('the town', 'wrong', 1), candidate('the sea', 'right', 2), candidate('a sea', 'doubtful', 3)],
  ),
  row('2', 'who is it', ['who'], [candidate('who', 'right', 1), candidate('a b', 'wrong', 2), candidate('the c', 'wrong', 3)]),
  row('3', 'what is fidelio', ['gone'], [candidate('the river', 'wrong', 1), candidate('a town', 'wrong', 2)]),
);
const training = fileOf(
  { question: 'where is the sea', positives: [{ text: 'the sea' }], negatives: [{ text: 'the town' }, { text: 'who' }] },
  { question: 'who is it', positives: [{ text: 'who' }, { text: 'it is' }], negatives: [{ text: 'the river', title: 'sea' }] },
);

describe('compareRerankers', () => {
  it('measures the first stage as by hand', async () => {
    const { systems, questions, depth } = await compareRerankers(found, tinyModel, { against: tinyModel });
    expect([questions, depth]).toEqual([3, 50]);
    expect(systems.map(({ system }) => system)).toEqual(['first stage', 'model', 'model, logit alone']);
    const [first] = systems;
    expect(first).toMatchObject({ reranker: null, auc: null });
    expect(first!.metrics['R@1']).toBeCloseTo(1 / 3);
    expect(first!.metrics['RR@10']).toBeCloseTo((1 / 2 + 1) / 3);
    expect(first!.metrics['nDCG@10']).toBeCloseTo((1 / Math.log2(3) + 1) / 3);
    // The third question has no right passage, so no pair; the doubtful passage of the first is in none.
    expect(first!.metrics['pair accuracy']).toBe(1 / 2);
    expect(first!.intervals['pair accuracy']).toMatchObject({ questions: 2 });
  });

  it('tells a model from another by the paired test', async () => {
    const other = changedModel(join(directory, 'other'), { tensors: { 'classifier.bias': [1, 1, 1, 1] } });
    const { systems, differences } = await compareRerankers(found, tinyModel, { against: other, depth: 2 });
    expect(systems.map(({ system, reranker }) => [system, reranker])).toEqual([
      ['first stage', null],
      ['against', 'cross-encoder(other/int8)'],
      ['model', 'cross-encoder(tiny-bert/int8)'],
      ['model, logit alone', 'cross-encoder(tiny-bert/int8)'],
    ]);
    // Another bias, the same order.
    const against = differences.filter(({ from }) => from === 'against');
    expect(against.map(({ measure, difference, pValue }) => [measure, difference, pValue])).toEqual(
      ['R@1', 'RR@10', 'nDCG@10', 'pair accuracy'].map((measure) => [measure, 0, 1]),
    );
    const [first, , model] = systems;
    const change = differences.find(({ from, measure }) => from === 'first stage' && measure === 'RR@10')!;
    expect(change.difference).toBeCloseTo(model!.metrics['RR@10']! - first!.metrics['RR@10']!);
    expect(change.pValue).toBeGreaterThan(0);
    for (const area of Object.values(model!.auc!)) expect(area).toBeGreaterThanOrEqual(0);
  });

  it('takes training rows, which have no first stage; a model that tells nothing apart gains nothing', async () => {
    const { hidden_size: hidden } = JSON.parse(readFileSync(join(tinyModel, 'config.json'), 'utf8')) as { hidden_size: number };
    const constant = changedModel(join(directory, 'constant'), { tensors: { 'classifier.weight': Array(4 * hidden).fill(0) } });
    const { systems } = await compareRerankers(training, constant, { against: constant });
    expect(systems.map(({ system }) => system)).toEqual(['model', 'model, logit alone']);
    expect(systems[0]).toMatchObject({ metrics: { 'R@1': 0, 'pair accuracy': 0 }, auc: { ownQuestion: 1 / 2, otherQuestion: 1 / 2 } });
    expect(systems[0]!.metrics['RR@10']).toBeCloseTo((1 / 3 + 1 / 2) / 2);
  });

  it('draws questions by the seed', async () => {
    const { questions, systems } = await compareRerankers(found, tinyModel, { limit: 1 });
    expect(questions).toBe(1);
    // There is no other question to ask.
    expect(systems.at(-1)!.auc).toBe(null);
  });
});

describe('refuses', () => {
  it.each([
    ['a row that is neither', () => fileOf({ question: 'q' }), 'invalid-input', 'row 1: positives'],
    [
      'a candidate without a label',
      () => fileOf(row('1', 'q', ['p'], [{ id: 'p', text: 'p', scores: {}, ranks: {} }])),
      'invalid-input',
      'candidates[0].label',
    ],
    ['a row that is no object', () => fileOf([]), 'invalid-input', 'row 1'],
    ['an empty file', () => fileOf(), 'invalid-input', 'no rows'],
    ['a missing file', () => join(directory, 'none.jsonl'), 'not-found', 'none.jsonl'],
  ])('%s', async (_name, path, code, message) => {
    await expect(compareRerankers(path(), tinyModel)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('a bad option, a directory without a model, and stops when the signal fires', async () => {
    await expect(compareRerankers(found, tinyModel, { depth: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(compareRerankers(found, directory)).rejects.toMatchObject({ code: 'model-missing' });
    await expect(compareRerankers(found, tinyModel, {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});
