import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passageText } from '../src/passage.ts';
import { plainAnalyzer } from '../src/retrieval/analyzer/plain.ts';
import { encodeDocuments } from '../src/retrieval/bm25/block.ts';
import { Bm25Index } from '../src/retrieval/bm25/bm25-index.ts';
import { type Bench, type Contender, interleave, type Measurement } from './bench.ts';
import { type PoolPassage, type RerankQuestion, readData } from './data.ts';
import { Rival } from './rival.ts';

const k = 100;
const questionCount = 1000;
const rounds = 7;

/** Queries a second over the pool on identical token streams with stop words kept, one thread. */
export const bench: Bench = { name: 'bm25', unit: 'queries/s', run };

async function run(): Promise<Measurement> {
  const analyzer = plainAnalyzer();
  const questions = (await readData<RerankQuestion>('rerank_bm25/nq_test_oracle2655'))
    .slice(0, questionCount)
    .map(({ question }) => question);
  const corpus = (await readData<PoolPassage>('wiki_pool/passages')).map((passage) => analyzer.analyze(passageText(passage)));
  const queries = questions.map((question) => analyzer.analyze(question));
  const index = new Bm25Index({ k1: 0.9, b: 0.4 });
  for (let i = 0; i < corpus.length; i += 8192) index.append(encodeDocuments(corpus.slice(i, i + 8192)));

  const folder = await mkdtemp(join(tmpdir(), 'bm25-bench-'));
  const files = { corpus: join(folder, 'corpus.jsonl'), queries: join(folder, 'queries.jsonl') };
  await writeFile(files.corpus, jsonLines(corpus));
  await writeFile(files.queries, jsonLines(queries));
  const rivals = {
    numba: await Rival.start('bm25s_search.py', { args: ['numba'] }),
    numpy: await Rival.start('bm25s_search.py', { args: ['numpy'] }),
  };
  try {
    const started = Object.values(rivals).filter((rival) => rival !== null);
    const versions = [];
    for (const rival of started) versions.push(await rival.ask<{ version: string }>({ op: 'load', ...files, text_queries: questions }));

    const perSecond = (seconds: number) => questions.length / seconds;
    const asked =
      (rival: Rival | null, op: 'search' | 'text'): Contender =>
      async () =>
        rival && perSecond((await rival.ask<{ seconds: number }>({ op, k })).seconds);
    const timed =
      (search: () => void): Contender =>
      async () => {
        const start = performance.now();
        search();
        return perSecond((performance.now() - start) / 1000);
      };
    const search = timed(() => {
      for (const query of queries) index.search(query, k);
    });
    const searchText = timed(() => {
      for (const question of questions) index.search(analyzer.analyze(question), k);
    });
    const figures = await interleave(
      {
        ours: search,
        oursText: searchText,
        numba: asked(rivals.numba, 'search'),
        numbaText: asked(rivals.numba, 'text'),
        numpy: asked(rivals.numpy, 'search'),
        numpyText: asked(rivals.numpy, 'text'),
      },
      { rounds, warmup: 3 },
    );
    const numbaLatency = rivals.numba && (await rivals.numba.ask<{ milliseconds: number[] }>({ op: 'latency', k })).milliseconds;
    return {
      ours: figures.ours!,
      rivals: { 'bm25s numba': figures.numba, 'bm25s numpy': figures.numpy },
      detail: {
        passages: corpus.length,
        questions: questions.length,
        k,
        withAnalysis: { ours: figures.oursText, 'bm25s numba': figures.numbaText, 'bm25s numpy': figures.numpyText },
        latencyMs: { ours: percentiles(latencies(index, queries)), 'bm25s numba': numbaLatency && percentiles(numbaLatency) },
        versions,
      },
    };
  } finally {
    for (const rival of Object.values(rivals)) rival?.close();
    await rm(folder, { recursive: true });
  }
}

function jsonLines(rows: unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function latencies(index: Bm25Index, queries: string[][]): number[] {
  return queries.map((query) => {
    const start = performance.now();
    index.search(query, k);
    return performance.now() - start;
  });
}

function percentiles(values: number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50: at(0.5), p99: at(0.99) };
}
