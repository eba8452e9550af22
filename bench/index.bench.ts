import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passageText } from '../src/passage.ts';
import { plainAnalyzer } from '../src/retrieval/analyzer/plain.ts';
import { encodeDocuments } from '../src/retrieval/bm25/block.ts';
import { Bm25Index } from '../src/retrieval/bm25/bm25-index.ts';
import { type Bench, type Contender, interleave, type Measurement } from './bench.ts';
import { type PoolPassage, readData } from './data.ts';
import { Rival } from './rival.ts';

const blockSize = 4096;

/** Seconds from texts to an index that has answered a query: tokens without stemming, stop words kept. */
export const bench: Bench = { name: 'index', unit: 's', run };

async function run(): Promise<Measurement> {
  const texts = (await readData<PoolPassage>('wiki_pool/passages')).map(passageText);
  const folder = await mkdtemp(join(tmpdir(), 'index-bench-'));
  const file = join(folder, 'texts.jsonl');
  await writeFile(file, texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
  const rival = await Rival.start('bm25s_index.py');
  try {
    const version = rival && (await rival.ask<{ version: string }>({ op: 'load', texts: file })).version;
    const bm25s =
      (backend: 'numba' | 'numpy'): Contender =>
      async () =>
        rival && (await rival.ask<{ seconds: number }>({ op: 'index', backend })).seconds;
    let blockBytes = 0;
    const figures = await interleave(
      {
        ours: async () => {
          const start = performance.now();
          blockBytes = build(texts);
          return (performance.now() - start) / 1000;
        },
        numba: bm25s('numba'),
        numpy: bm25s('numpy'),
      },
      { rounds: 3, warmup: 1 },
    );
    return {
      ours: figures.ours!,
      rivals: { 'bm25s numba': figures.numba, 'bm25s numpy': figures.numpy },
      detail: { passages: texts.length, blockBytes, bm25s: version },
    };
  } finally {
    rival?.close();
    await rm(folder, { recursive: true });
  }
}

/** Returns the size of the blocks. */
function build(texts: string[]): number {
  const analyzer = plainAnalyzer();
  const index = new Bm25Index();
  let bytes = 0;
  for (let i = 0; i < texts.length; i += blockSize) {
    const block = encodeDocuments(texts.slice(i, i + blockSize).map((text) => analyzer.analyze(text)));
    bytes += block.length;
    index.append(block);
  }
  index.search(['the'], 1);
  return bytes;
}
