import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { HashEmbedder } from '../../../../test/hash-embedder.ts';
import { Database } from '../../../sqlite/database.ts';
import type { PassageStore } from '../store.ts';
import type { Block } from './blocks.ts';
import { chooseBlocks } from './compaction.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-compaction-'));
let number = 0;

afterAll(() => rmSync(folder, { recursive: true }));

const block = (id: number, size: number, live = size): Block => ({ id, size, live });
const blocks = (count: number, size: number) => Array.from({ length: count }, (_, id) => block(id, size));

test.each<[string, Block[], number[]]>([
  ['nothing', [], []],
  ['seven small blocks', blocks(7, 1), []],
  ['eight small blocks', blocks(8, 1), [0, 1, 2, 3, 4, 5, 6, 7]],
  ['blocks of different size', [...blocks(7, 1), block(9, 8)], []],
  ['full blocks', blocks(20, 4096), []],
  ['a block with half of it dead', [...blocks(3, 10), block(3, 10, 5)], [3]],
  ['a block with less dead', [block(0, 10, 6)], []],
  ['dead blocks, as many as make a full one', [block(0, 9000, 4000), block(1, 9000, 90), block(2, 9000, 90)], [0, 1]],
  ['one that is more than full', [block(0, 20_000, 9000)], [0]],
  ['an empty block', [block(0, 10, 0)], [0]],
])('chooses of %s', (_, given, ids) => {
  expect(chooseBlocks(given).map(({ id }) => id)).toEqual(ids);
});

test('merging comes to an end, with few blocks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { maxLength: 100 }), (sizes) => {
      let current = sizes.map((size, id) => block(id, size));
      for (let merges = 0; ; merges++) {
        const chosen = chooseBlocks(current);
        if (chosen.length === 0) break;
        expect(merges).toBeLessThan(200);
        const live = chosen.reduce((sum, each) => sum + each.live, 0);
        current = [...current.filter((each) => !chosen.includes(each)), block(1000 + merges, live)];
      }
      // Seven of each of the powers 1, 8, 64, 512.
      expect(current.filter(({ live }) => live < 4096).length).toBeLessThanOrEqual(28);
    }),
  );
});

async function state(store: PassageStore, query: string) {
  const byId = (a: [string, unknown], b: [string, unknown]) => (a[0] < b[0] ? -1 : 1);
  const found = await Promise.all(
    (['bm25', 'dense'] as const).map(async (mode) => {
      const scored = await store.retrieve(query, { k: 1000, mode });
      return scored.map(({ passage, scores }): [string, number] => [passage.id, scores[mode]!]).sort(byId);
    }),
  );
  return { found, count: await store.count() };
}

const id = fc.integer({ min: 0, max: 30 }).map((n) => `p${n}`);
const text = fc.array(fc.constantFrom('red', 'fox', 'hat', 'tree'), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: fc.uniqueArray(fc.record({ id, text }), { selector: (each) => each.id, maxLength: 4 }) }) },
  fc.record({ delete: fc.array(id, { maxLength: 12 }) }),
  fc.record({ ask: fc.constantFrom('bm25', 'dense', 'hybrid') }),
);

test('after any adds, updates and deletes a store that followed them answers like a new one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const embedder = new HashEmbedder();
      const file = join(folder, `${++number}.db`);
      const store = await openSqliteStore(file, { embedder });
      const texts = new Map<string, string>();
      for (const each of steps) {
        if ('add' in each) {
          await store.add(each.add.map((given) => ({ ...given, document: { id: 'd' }, metadata: {} })));
          for (const given of each.add) texts.set(given.id, given.text);
        } else if ('delete' in each) {
          await store.delete(each.delete);
          for (const gone of each.delete) texts.delete(gone);
        } else await store.retrieve('fox', { k: 3, mode: each.ask as 'bm25' });
      }
      const fresh = await openSqliteStore(join(folder, `${++number}.db`), { embedder });
      await fresh.add([...texts].map(([key, value]) => ({ id: key, text: value, document: { id: 'd' }, metadata: {} })));
      const expected = await state(fresh, 'red fox');
      expect(expected.count).toBe(texts.size);
      expect(await state(store, 'red fox')).toEqual(expected);
      await store.close();
      const reopened = await openSqliteStore(file, { embedder, readOnly: true });
      expect(await state(reopened, 'red fox')).toEqual(expected);
      await reopened.close();
      await fresh.close();
    }),
    { numRuns: 25 },
  );
});

test('a store whose first block went out of the file unread can be warmed again', async () => {
  const store = await openSqliteStore(join(folder, 'warm.db'));
  const passages = (from: number, element: number) =>
    Array.from({ length: 200 }, (_, i) => ({
      id: `p${from + i}`,
      text: 'word',
      document: { id: 'd' },
      metadata: {},
      vector: Float32Array.of(element, i / 1000),
    }));
  await store.add(passages(0, -1));
  await store.add(passages(200, 1));
  const best = async () => (await store.retrieve('', { k: 1, mode: 'dense', vector: Float32Array.of(1, 1) }))[0]!.passage.id;
  expect(await best()).toBe('p399');
  await store.delete(passages(0, -1).map(({ id }) => id));
  await store.warm('dense');
  expect(await best()).toBe('p399');
  await store.close();
});

test('many small adds leave few blocks, and deleted passages leave the file', async () => {
  const file = join(folder, 'small.db');
  const store = await openSqliteStore(file, { embedder: new HashEmbedder() });
  const passage = (n: number) => ({ id: `p${n}`, text: `word number${n} ${'x'.repeat(2000)}${n}`, document: { id: 'd' }, metadata: { n } });
  for (let n = 0; n < 200; n++) await store.add([passage(n)]);
  expect(await store.retrieve('word', { k: 300, mode: 'bm25' })).toHaveLength(200);
  await store.delete(Array.from({ length: 190 }, (_, n) => `p${n}`));
  await store.close();

  const database = await Database.open(file, { readOnly: true });
  const count = (table: string) => database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n;
  expect(count('block')).toBeLessThanOrEqual(4);
  // Of ten vectors at most.
  expect(['bm25_block', 'vector_block', 'vector_part'].map(count)).toEqual(Array(3).fill(count('block')));
  expect(database.get('SELECT sum(live) AS live FROM block')).toEqual({ live: 10 });
  expect([count('passage'), count('content'), count('metadata')]).toEqual([10, 10, 10]);
  database.close();
});
