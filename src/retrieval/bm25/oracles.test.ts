import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareRankings } from '../../../test/oracles/lucene/compare-rankings.ts';
import { encodeDocuments } from './block.ts';
import { Bm25Index } from './bm25-index.ts';

const oracles = join(import.meta.dirname, '../../../test/oracles');
const read = (file: string) => JSON.parse(readFileSync(join(oracles, file), 'utf8'));
const { documents, queries, rankings: lucene } = read('lucene/fixtures/bm25.json');
const { rankings: bm25s } = read('bm25s/fixtures/bm25.json');
const split = (rows: string[]) => rows.map((row) => row.split(' '));

// The larger comparison, over 85,208 passages, is test/oracles/lucene/compare-pool.ts.
describe.each([
  ['byte', 'Lucene 9.12.1', lucene],
  ['exact', 'bm25s 0.3.16, method lucene', bm25s],
] as const)('%s lengths', (lengths, name, rankings) => {
  it(`ranks and scores as ${name}`, () => {
    const index = new Bm25Index({ k1: 0.9, b: 0.4, lengths });
    index.append(encodeDocuments(split(documents)));
    for (const [i, query] of split(queries).entries()) {
      const hits = index.search(query, 15);
      const { error, same } = compareRankings(hits, rankings[i], 15);
      expect(error, queries[i]).toBeLessThan(1e-6);
      expect(same, queries[i]).toBe(true);
    }
  });
});
