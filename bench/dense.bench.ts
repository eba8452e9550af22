import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passageText } from '../src/passage.ts';
import { cachedEmbedder } from '../src/retrieval/cached-embedder.ts';
import { VectorIndex } from '../src/retrieval/dense/vector-index.ts';
import { minilmEmbedder } from '../src/retrieval/minilm-embedder.ts';
import { type Bench, interleave } from './bench.ts';
import { type PoolPassage, readData } from './data.ts';
import { Rival } from './rival.ts';

const dimensions = 384;
const k = 100;
const queryCount = 40;

interface Answer {
  seconds: number;
  docnos: number[][];
}

/** Exact search for the best 100 passages, one query at a time: random unit vectors, and passages of the wiki pool where their vectors are cached. */
export const bench: Bench = {
  name: 'dense',
  unit: 'queries/s',
  async run() {
    const { ours, rivals, detail } = await compare(randomUnitVectors(100_000), randomUnitVectors(queryCount));
    const passages = await cachedPassageVectors();
    // Real passages stand in for questions, slightly moved, since a passage finds itself.
    const real = passages && (await compare(passages, moved(passages)));
    return { ours, rivals, detail: { randomUnitVectors: detail, wikiPool: real } };
  },
};

async function compare(vectors: Float32Array, queries: Float32Array) {
  const start = performance.now();
  const index = new VectorIndex(dimensions);
  const step = 1000 * dimensions;
  for (let from = 0; from < vectors.length; from += step) index.append(vectors.subarray(from, from + step));
  const appendMs = performance.now() - start;

  const found: Uint32Array[] = [];
  const latencies: number[] = [];
  const directory = await mkdtemp(join(tmpdir(), 'bench-dense-'));
  try {
    const files = [join(directory, 'vectors'), join(directory, 'queries')] as const;
    await writeFile(files[0], vectors);
    await writeFile(files[1], queries);
    const faiss = await Rival.start('dense_faiss.py', { args: [...files, String(dimensions)] });
    let agreement: number | null = null;
    const withThreads = (threads: number) => async () => {
      if (!faiss) return null;
      const { seconds, docnos } = await faiss.ask<Answer>({ k, threads });
      if (found.length === queryCount) agreement = overlap(found, docnos);
      return queryCount / seconds;
    };
    const { ours, ...rivals } = await interleave(
      {
        async ours() {
          const begin = performance.now();
          for (let query = 0; query < queryCount; query++) {
            const from = performance.now();
            found[query] = index.search(queries.subarray(query * dimensions, (query + 1) * dimensions), k).docnos;
            latencies.push(performance.now() - from);
          }
          return (1000 * queryCount) / (performance.now() - begin);
        },
        'faiss-cpu IndexFlatIP, 1 thread': withThreads(1),
        'faiss-cpu IndexFlatIP, 2 threads': withThreads(2),
      },
      { rounds: 7, warmup: 2 },
    );
    faiss?.close();
    latencies.sort((a, b) => a - b);
    const detail = {
      vectors: index.size,
      dimensions,
      k,
      appendMs,
      p50Ms: latencies[latencies.length >> 1],
      p99Ms: latencies[Math.floor(latencies.length * 0.99)],
      /** Share of faiss-cpu's docnos that are ours too; float32 sums in another order may swap the last place. */
      agreement,
    };
    return { ours: ours!, rivals, detail };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Vectors of the wiki pool out of the cache; null where an evaluation has not yet filled it, since encoding takes minutes. */
async function cachedPassageVectors(): Promise<Float32Array | null> {
  if (!process.env.RAG_DATA_DIR) return null;
  const { id } = await minilmEmbedder();
  const notCached = new Error('not cached');
  const embedder = cachedEmbedder({ id, dimensions, embed: () => Promise.reject(notCached), close: () => Promise.resolve() });
  try {
    const rows = await embedder.embed((await readData<PoolPassage>('wiki_pool/passages')).map(passageText), 'passage');
    const vectors = new Float32Array(rows.length * dimensions);
    for (const [row, vector] of rows.entries()) vectors.set(vector, row * dimensions);
    return vectors;
  } catch (error) {
    if (error === notCached) return null;
    throw error;
  } finally {
    await embedder.close();
  }
}

function randomUnitVectors(count: number): Float32Array {
  const vectors = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    for (let i = 0; i < dimensions; i++) vector[i] = gaussian();
    normalise(vector);
  }
  return vectors;
}

function moved(passages: Float32Array): Float32Array {
  const queries = new Float32Array(queryCount * dimensions);
  for (let query = 0; query < queryCount; query++) {
    const row = Math.floor((query * passages.length) / dimensions / queryCount);
    const vector = queries.subarray(query * dimensions, (query + 1) * dimensions);
    vector.set(passages.subarray(row * dimensions, (row + 1) * dimensions));
    for (let i = 0; i < dimensions; i++) vector[i]! += 0.03 * gaussian();
    normalise(vector);
  }
  return queries;
}

/** Box–Muller: a standard normal number. */
function gaussian(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

function normalise(vector: Float32Array): void {
  const norm = Math.sqrt(vector.reduce((sum, element) => sum + element * element, 0));
  for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
}

function overlap(ours: Uint32Array[], theirs: number[][]): number {
  const common = ours.map((docnos, query) => {
    const set = new Set(docnos);
    return theirs[query]!.filter((docno) => set.has(docno)).length / k;
  });
  return common.reduce((sum, share) => sum + share, 0) / common.length;
}
