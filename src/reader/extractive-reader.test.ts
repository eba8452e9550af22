import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { changedModel } from '../../test/tiny-model.ts';
import { loadPairModel } from '../nn/pair-model.ts';
import { inferenceWorker } from '../nn/session/inference-worker.ts';
import type { ScoredPassage } from '../passage.ts';
import { crossEncoder } from '../rerank/cross-encoder.ts';
import { extractiveReader } from './extractive-reader.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-reader-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const passage = (id: string, text: string, title?: string): ScoredPassage => ({
  passage: { id, text, title, document: { id }, metadata: { source: 'atlas', publishedAt: '2020-01-01', authority: 2 } },
  scores: {},
  ranks: {},
});
const passages = [
  passage('sea', 'The river runs to the sea. It is wide.', 'River'),
  passage('opera', 'Fidelio is an opera. Who wrote it is known.'),
  passage('blank', ' '),
];

/** The tiny model with its yes and no outputs fixed, by weight 0 and this bias. */
const withAnswers = (name: string, yes: number, no: number, config: object = {}) =>
  changedModel(join(scratch, name), {
    config,
    tensors: { 'classifier.bias': [0, 1, yes, no], 'classifier.weight': Array(4 * 16).fill(0) },
  });
const spanModel = withAnswers('spans', 0, 0);

test('one claim a passage, with its evidence in the text', async () => {
  const reader = await extractiveReader({ model: spanModel, precision: 'fp32' });
  const claims = await reader.read({ question: 'where', passages });
  expect(reader.id).toBe('extractive(spans/fp32)');
  expect(claims.map(({ evidence }) => evidence[0]!.passageId).sort()).toEqual(['opera', 'sea']);
  for (const { answer, evidence, ...rest } of claims) {
    const [{ passageId, start, end }] = evidence as [(typeof evidence)[0]];
    const { text } = passages.find(({ passage: { id } }) => id === passageId)!.passage;
    expect(answer).toBe(text.slice(start, end));
    expect(answer).not.toBe('');
    // The answerable logit is the bias of 1.
    expect(rest).toEqual({
      level: 'context',
      confidence: expect.closeTo(sigmoid(1), 5),
      source: 'atlas',
      date: '2020-01-01',
      authority: 2,
    });
  }
});

test('confidence is the calibrated one and orders the claims', async () => {
  const calibration = { span: 0.5, answerable: 2, bias: -1 };
  const model = withAnswers('calibrated', 0, 0, { accord: { calibration } });
  const [reader, raw] = await Promise.all([extractiveReader({ model, precision: 'fp32' }), loadPairModel(model, { precision: 'fp32' })]);
  const claims = await reader.read({ question: 'where', passages });
  const readings = await raw.read(
    'where',
    passages.map((scored) => scored.passage),
  );
  const expected = readings.flatMap(({ spans }) => (spans[0] ? [sigmoid(0.5 * spans[0].score + 2 - 1)] : [])).sort((a, b) => b - a);
  expect(claims.map(({ confidence }) => confidence)).toEqual(expected.map((value) => expect.closeTo(value, 5)));
});

test('yes or no, supported by whole sentences', async () => {
  for (const [answer, yes, no] of [
    ['yes', 3, -1],
    ['no', -1, 3],
  ] as const) {
    const reader = await extractiveReader({ model: withAnswers(answer, yes, no), precision: 'fp32' });
    const claims = await reader.read({ question: 'is it far', passages: passages.slice(0, 1) });
    expect(claims).toMatchObject([{ answer, confidence: expect.closeTo(sigmoid(1) * sigmoid(4), 5) }]);
    // Of a question for a place it reads a span.
    expect((await reader.read({ question: 'where', passages: passages.slice(0, 1) }))[0]!.answer).not.toBe(answer);
    const { start, end } = claims[0]!.evidence[0]!;
    expect(['The river runs to the sea.', 'It is wide.', passages[0]!.passage.text]).toContain(
      passages[0]!.passage.text.slice(start, end).trim(),
    );
  }
});

test('passages that a reranker of the same model has ranked are not read again', async () => {
  const options = { model: spanModel, precision: 'fp32' } as const;
  const [reranker, reader] = await Promise.all([crossEncoder(options), extractiveReader(options)]);
  const fresh = passages.map(({ passage: original, ...rest }) => ({ ...rest, passage: { ...original } }));
  const run = vi.spyOn(inferenceWorker, 'run');
  const ranked = await reranker.rank('where', fresh);
  const claims = await reader.read({ question: 'where', passages: ranked });
  expect(run).toHaveBeenCalledTimes(1);
  run.mockRestore();
  expect(claims).toHaveLength(2);
});

describe('refuses', () => {
  test.each<[string, Parameters<typeof changedModel>[1], string]>([
    ['a model without span scores', { without: ['qa_outputs.weight', 'qa_outputs.bias'] }, 'qa_outputs'],
    ['a model without "answerable"', { config: { id2label: { 0: 'useful', 1: 'x', 2: 'yes', 3: 'no' } } }, 'answerable'],
    ['a foreign calibration', { config: { accord: { calibration: { temperature: 'warm' } } } }, 'calibration'],
  ])('%s', async (name, change, message) => {
    const model = changedModel(join(scratch, name.replaceAll(/\W/g, '-')), change);
    await expect(extractiveReader({ model })).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining(message),
    });
  });

  test('bad options', async () => {
    await expect(extractiveReader({ model: spanModel, maxAnswerTokens: -1 })).rejects.toMatchObject({ code: 'invalid-config' });
  });

  test('an aborted request', async () => {
    const reader = await extractiveReader({ model: spanModel, precision: 'fp32' });
    await expect(reader.read({ question: 'who', passages, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});

test('states the next best answer of a passage where the best is ruled out', async () => {
  const reader = await extractiveReader({ model: spanModel, precision: 'fp32' });
  const read = (ruledOut?: string[]) => reader.read({ question: 'where', passages: [passages[0]!], ruledOut });
  const [best] = await read();
  const [first, second, ...others] = (await read([`not so: ${best!.answer}!`])).sort(
    (a, b) => Number(b.answer === best!.answer) - Number(a.answer === best!.answer),
  );
  expect(others).toEqual([]);
  expect(first).toEqual(best);
  expect(second!.answer).not.toBe(best!.answer);
  expect(passages[0]!.passage.text.slice(second!.evidence[0]!.start, second!.evidence[0]!.end)).toBe(second!.answer);
  expect(await read(['nothing of it'])).toEqual([best]);
});
