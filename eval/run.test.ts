import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shippedModel } from '../src/rerank/shipped-model.ts';
import { writeEvaluationData } from '../test/evaluation/data.ts';
import { tinyModel } from '../test/tiny-model.ts';
import type { EvaluationRow } from './ask-questions.ts';
import { runEvaluation } from './run.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'evaluation-'));
  writeEvaluationData(join(directory, 'data'));
  vi.stubEnv('RAG_DATA_DIR', join(directory, 'data'));
  vi.stubEnv('RAG_CACHE', join(directory, 'cache'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

const bm25 = { retriever: 'bm25', reader: 'none', rerank: false } as const;

describe('runEvaluation', () => {
  it('reports the promised shape', async () => {
    const report = await runEvaluation('nq', bm25);
    expect(report).toMatchObject({
      dataset: 'nq',
      split: 'test',
      questions: 4,
      corpus: { name: 'wiki_pool/passages', passages: 5, sample: false },
      config: {
        retriever: 'bm25',
        embedder: null,
        reranker: null,
        rerankDepth: null,
        reader: null,
        k: 5,
        depth: 100,
        limit: null,
        seed: 42,
      },
      metrics: { rerank: null, answer: null },
      answerLength: null,
      timings: { rerank: null, reading: null },
      environment: { embedder: null, seed: 42, node: process.version },
    });
    const names = ['R@1', 'R@5', 'R@20', 'R@100', 'RR@10', 'nDCG@10'];
    expect(Object.keys(report.metrics.retrieval)).toEqual([
      ...names,
      ...names.map((name) => `Annotated ${name}`),
      'AnswerIn@5',
      'AnswerIn@20',
      'AnswerIn@100',
    ]);
    for (const hash of [report.environment.configHash, report.environment.dataHash, report.corpus.hash])
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('means are over the questions that can have a value, and say how many', async () => {
    const { metrics, intervals } = await runEvaluation('nq', bm25);
    // q4 is not judged; its answer is in no passage.
    expect(metrics.retrieval['R@5']).toBe(1);
    expect(intervals.retrieval['R@5']).toEqual({ lower: 1, upper: 1, questions: 3 });
    expect(metrics.retrieval['AnswerIn@5']).toBe(3 / 4);
    expect(intervals.retrieval['AnswerIn@5']).toMatchObject({ questions: 4 });
  });

  it('answers are scored with the reader, hybrid by default', async () => {
    const out = join(directory, 'rows.jsonl');
    const { metrics, config, environment, timings } = await runEvaluation('nq', { reader: 'sentence', rerank: false, out });
    expect(config).toMatchObject({ retriever: 'hybrid', reader: expect.stringContaining('sentence') });
    expect(environment.embedder).toBe(config.embedder);
    expect(metrics.answer!.Contains).toBe(3 / 4);
    expect(metrics.answer!.EM).toBe(0);
    expect(timings.reading!.p50).toBeGreaterThan(0);

    const rows = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ id }) => id)).toEqual(['q1', 'q2', 'q3', 'q4']);
    expect(rows[0]).toMatchObject({
      answers: ['Ada Lovelace'],
      prediction: expect.stringContaining('Ada Lovelace wrote'),
      retrieval: { 'R@1': 1 },
      answer: { Contains: 1 },
    });
    expect(rows[0].retrieved[0].id).toBe('p1');
  });

  it('measures the reranked order beside that of retrieval; past the depth the two agree', async () => {
    const out = join(directory, 'reranked.jsonl');
    const report = await runEvaluation('nq', { retriever: 'bm25', reader: 'none', reranker: tinyModel, depth: 2, out });
    expect(report.config).toMatchObject({ reranker: 'cross-encoder(tiny-bert/int8)', rerankDepth: 2, depth: 100 });
    const { retrieval, rerank } = report.metrics;
    expect(Object.keys(rerank!)).toEqual(Object.keys(retrieval));
    expect(rerank!['R@5']).toBe(retrieval['R@5']);
    expect(report.intervals.rerank!['R@1']).toMatchObject({ questions: 3 });
    expect(report.timings.rerank!.p50).toBeGreaterThan(0);

    const rows = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EvaluationRow);
    const longest = rows.find(({ retrieved }) => retrieved.length > 2)!;
    const ids = (ranking: { id: string }[]) => ranking.map(({ id }) => id);
    const reranked = longest.reranked!;
    expect(ids(reranked.slice(0, 2)).sort()).toEqual(ids(longest.retrieved.slice(0, 2)).sort());
    expect(ids(reranked.slice(2))).toEqual(ids(longest.retrieved.slice(2)));
    expect(reranked.map(({ score }) => typeof score)).toEqual(reranked.map((_, i) => (i < 2 ? 'number' : 'object')));
    expect(reranked[0]!.score).toBeGreaterThanOrEqual(reranked[1]!.score!);
  });

  it('a model directory reads short answers, and always one where there is a passage', async () => {
    const out = join(directory, 'extractive.jsonl');
    const { config, answerLength, environment } = await runEvaluation('nq', {
      retriever: 'bm25',
      rerank: false,
      readerModel: tinyModel,
      out,
    });
    expect(config.reader).toBe('extractive(tiny-bert/int8)');
    expect(environment.embedder).toBe(null);
    const predictions = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as EvaluationRow).prediction);
    // For the last question nothing is retrieved.
    expect(predictions).toEqual([...Array(3).fill(expect.stringMatching(/./)), '']);
    expect(answerLength!.right).toBe((2 + 1.5 + 1 + 1) / 4);
  });

  it('the corpus is ingested once, and BM25 alone keeps no vectors', async () => {
    const stores = () =>
      readdirSync(join(directory, 'cache/eval'))
        .filter((file) => file.endsWith('.sqlite'))
        .sort();
    const before = stores();
    expect(before.filter((file) => file.endsWith('-bm25.sqlite'))).toHaveLength(1);
    const stages = new Set<string>();
    await runEvaluation('nq', bm25, { onProgress: ({ stage }) => stages.add(stage) });
    expect([...stages]).toEqual(['questions']);
    expect(stores()).toEqual(before);
  });

  it('limit draws questions by the seed', async () => {
    const draw = async (seed: number) => {
      const out = join(directory, 'limited.jsonl');
      const { questions } = await runEvaluation('nq', { ...bm25, limit: 2, seed, out });
      expect(questions).toBe(2);
      return readFileSync(out, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id)
        .join();
    };
    expect(await draw(1)).toBe(await draw(1));
    const draws = new Set<string>();
    for (let seed = 0; seed < 8; seed++) draws.add(await draw(seed));
    expect(draws.size).toBeGreaterThan(1);
  });
});

describe('refuses', () => {
  it.each([
    [{ k: 0 }, 'k is 0'],
    [{ k: 1.5 }, 'k is 1.5'],
    [{ limit: 0 }, 'limit is 0'],
    [{ depth: 0 }, 'depth is 0'],
    [{ retriever: 'magic' as 'bm25' }, 'retriever is "magic"'],
    [{ reader: 'oracle' as 'none' }, 'reader is "oracle"'],
  ])('%o', async (options, message) => {
    await expect(runEvaluation('nq', options)).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) });
  });

  it.each([
    ['reranker', { ...bm25, rerank: true }],
    ['readerModel', { ...bm25, reader: 'extractive' as const }],
  ])('a %s that is no model directory', async (option, options) => {
    await expect(runEvaluation('nq', { ...options, [option]: directory })).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringContaining(directory),
    });
  });

  it.skipIf(shippedModel() !== undefined)('an extractive reader where the package has no model', async () => {
    await expect(runEvaluation('nq', { ...bm25, reader: 'extractive' })).rejects.toMatchObject({
      code: 'model-missing',
      hint: expect.stringContaining('--reader-model'),
    });
  });

  it('a file for rows that cannot be written, before any work', async () => {
    const out = join(directory, 'nowhere/rows.jsonl');
    await expect(runEvaluation('nq', { ...bm25, out })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(out),
    });
  });

  it('a store that holds other passages', async () => {
    const store = join(directory, 'own.sqlite');
    await runEvaluation('nq', { ...bm25, store });
    const other = mkdtempSync(join(directory, 'other-'));
    writeEvaluationData(other, { copies: 3 });
    vi.stubEnv('RAG_DATA_DIR', other);
    try {
      await expect(runEvaluation('nq', { ...bm25, store })).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining(store),
      });
    } finally {
      vi.stubEnv('RAG_DATA_DIR', join(directory, 'data'));
    }
    expect((await runEvaluation('nq', { ...bm25, store })).metrics.retrieval['R@5']).toBe(1);
  });

  it('a corrupt passage, and goes on once it is corrected', async () => {
    const data = mkdtempSync(join(directory, 'corrupt-'));
    writeEvaluationData(data);
    const path = join(data, 'wiki_pool/passages.jsonl');
    const { appendFileSync, truncateSync, statSync } = await import('node:fs');
    const { size } = statSync(path);
    appendFileSync(path, '{"id": "p6"}\n');
    vi.stubEnv('RAG_DATA_DIR', data);
    try {
      await expect(runEvaluation('nq', bm25)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining(`${path}:6: `),
      });
      truncateSync(path, size);
      expect((await runEvaluation('nq', bm25)).questions).toBe(4);
    } finally {
      vi.stubEnv('RAG_DATA_DIR', join(directory, 'data'));
    }
  });
});

it('goes on after an interrupted ingest', async () => {
  const data = mkdtempSync(join(directory, 'large-'));
  writeEvaluationData(data, { copies: 6000 });
  vi.stubEnv('RAG_DATA_DIR', data);
  try {
    const store = join(directory, 'interrupted.sqlite');
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done > 0 && controller.abort();
    await expect(runEvaluation('nq', { ...bm25, store }, { signal: controller.signal, onProgress })).rejects.toMatchObject({
      exitCode: 130,
    });
    expect(existsSync(store)).toBe(true);
    const report = await runEvaluation('nq', { ...bm25, store });
    expect(report.metrics.retrieval['R@5']).toBe(1);
  } finally {
    vi.stubEnv('RAG_DATA_DIR', join(directory, 'data'));
  }
});
