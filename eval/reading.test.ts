import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeEvaluationData } from '../test/evaluation/data.ts';
import { tinyModel } from '../test/tiny-model.ts';
import { evaluateReading, type ReadingRow } from './reading.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'reading-'));
  writeEvaluationData(directory);
  vi.stubEnv('RAG_DATA_DIR', directory);
  vi.stubEnv('RAG_CACHE', join(directory, 'cache'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const readRows = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReadingRow);

describe('evaluateReading', () => {
  it('reads the annotated passages alone; a question without one is abstained from and counts 0', async () => {
    const out = join(directory, 'rows.jsonl');
    const report = await evaluateReading('nq', { reader: 'sentence', out });
    expect(report).toMatchObject({ dataset: 'nq', split: 'test', passages: 'gold', questions: 4, config: { limit: null, seed: 42 } });
    expect(report.metrics.answer).toMatchObject({ EM: 0, Contains: 3 / 4 });
    expect(report.intervals.answer.EM).toMatchObject({ questions: 4 });
    // Each sentence stated has 9 tokens without articles; the right answers have 2, 1.5 on average, 1 and 1.
    expect(report.answerLength).toEqual({ predicted: 9, right: 1.375 });
    expect(report.environment.dataHash).toMatch(/^[0-9a-f]{64}$/);
    expect(readRows(out).map(({ id, prediction }) => [id, prediction])).toEqual([
      ['q1', 'Ada Lovelace wrote the first published program, for the Analytical Engine.'],
      ['q2', 'The Analytical Engine was designed by Charles Babbage in 1837.'],
      ['q3', 'Sea urchins eat kelp; sea otters eat sea urchins.'],
      ['q4', ''],
    ]);
  });

  it('takes a model directory; limit draws questions', async () => {
    const out = join(directory, 'limited.jsonl');
    const report = await evaluateReading('nq', { readerModel: tinyModel, limit: 3, out });
    expect(report).toMatchObject({
      questions: 3,
      config: { reader: 'extractive(tiny-bert/int8)', limit: 3 },
      environment: { embedder: null },
    });
    expect(readRows(out)).toHaveLength(3);
  });
});

describe('refuses', () => {
  it.each([
    [{ reader: 'none' as 'sentence' }, 'reader is "none"'],
    [{ limit: 0 }, 'limit is 0'],
  ])('%o', async (options, message) => {
    await expect(evaluateReading('nq', options)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
  });

  it('a benchmark without gold passages', async () => {
    await expect(evaluateReading('hotpotqa', { reader: 'sentence' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('hotpotqa'),
    });
  });

  it('missing data, naming the file', async () => {
    await expect(evaluateReading('squad', { reader: 'sentence' })).rejects.toMatchObject({
      code: 'data-missing',
      message: expect.stringContaining('squad_v1/dev.jsonl.gz'),
    });
  });

  it('stops when the signal fires', async () => {
    await expect(evaluateReading('nq', { reader: 'sentence' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});
