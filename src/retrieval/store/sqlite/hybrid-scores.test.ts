import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HashEmbedder } from '../../../../test/hash-embedder.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-hybrid-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('passages of hybrid retrieval carry the true scores of both parts, ranks only where a part found them', async () => {
  const store = await openSqliteStore(join(folder, 'a.db'), { embedder: new HashEmbedder() });
  // "rare" is in every tenth text: BM25 finds 40 of 400, dense retrieval the nearest 100.
  await store.add(
    Array.from({ length: 400 }, (_, i) => ({
      id: `p${i}`,
      text: `${i % 10 === 0 ? 'rare' : 'common'} word${i} word${i % 7}`,
      document: { id: 'd' },
      metadata: {},
    })),
  );
  const query = 'rare word3';
  const all = async (mode: 'bm25' | 'dense') =>
    new Map((await store.retrieve(query, { k: 400, mode })).map(({ passage, scores }) => [passage.id, scores[mode]!]));
  const [bm25, dense] = [await all('bm25'), await all('dense')];
  const found = await store.retrieve(query, { k: 120, mode: 'hybrid' });
  for (const { passage, scores } of found) {
    expect(scores.bm25).toBeCloseTo(bm25.get(passage.id) ?? 0, 5);
    expect(scores.dense).toBeCloseTo(dense.get(passage.id)!, 5);
  }
  expect(found.some(({ scores, ranks }) => scores.bm25 === 0 && ranks.bm25 === undefined)).toBe(true);
  expect(found.some(({ ranks }) => ranks.dense === undefined)).toBe(true);
  await store.close();
});

test('where the query has no terms, there are no BM25 scores', async () => {
  const store = await openSqliteStore(join(folder, 'b.db'), { embedder: new HashEmbedder() });
  await store.add([{ id: 'a', text: 'some text', document: { id: 'd' }, metadata: {} }]);
  const [found] = await store.retrieve('the', { k: 1, mode: 'hybrid' });
  expect(found!.scores).toEqual({ dense: expect.any(Number), fused: expect.any(Number) });
  await store.close();
});
