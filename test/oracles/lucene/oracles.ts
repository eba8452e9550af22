import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rivalsDir } from '../../../bench/rival.ts';

/** [docno, score] pairs, best first. */
export type Ranking = [docno: number, score: number][];

const lucene = join(import.meta.dirname, 'lucene.sh');
const bm25s = join(import.meta.dirname, '../bm25s/search.py');
const maxBuffer = 2 ** 30;

/** The terms that Lucene's analyzer gives for each text. */
export function luceneTerms(analyzer: 'english' | 'english-keep-stop-words' | 'plain', texts: readonly string[]): string[][] {
  return parseLines(
    execFileSync(lucene, ['Analyze', analyzer], { input: texts.map((text) => `${JSON.stringify(text)}\n`).join(''), maxBuffer }),
  );
}

/** The k best documents of each query, by Lucene's BM25Similarity (byte lengths) and by bm25s (exact lengths). */
export function searchOracles(documents: string[][], queries: string[][], k: number): { lucene: Ranking[]; bm25s: Ranking[] } {
  const folder = mkdtempSync(join(tmpdir(), 'bm25-oracle-'));
  try {
    const files = [documents, queries].map((rows, i) => {
      const file = join(folder, `${i}.txt`);
      writeFileSync(file, rows.map((terms) => `${terms.join(' ')}\n`).join(''));
      return file;
    });
    return {
      lucene: parseLines(execFileSync(lucene, ['Search', ...files, String(k)], { maxBuffer })),
      bm25s: parseLines(execFileSync(join(rivalsDir, 'bin/python'), [bm25s, ...files, String(k)], { maxBuffer })),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function parseLines<Row>(output: Buffer): Row[] {
  return output
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
