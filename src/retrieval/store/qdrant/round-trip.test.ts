import fc from 'fast-check';
import { type QdrantServer, startQdrant } from 'qdrant-server';
import { afterAll, describe, expect, test } from 'vitest';
import type { Metadata, Passage } from '../../../passage.ts';
import type { Analyzer } from '../../analyzer/analyzer.ts';
import type { Filter } from '../../filter.ts';
import { matches } from '../../filter-match.ts';
import type { NewPassage, PassageStore } from '../store.ts';
import { openQdrantStore } from './qdrant-store.ts';

const analyzer: Analyzer = { id: 'words', analyze: (text) => text.split(' ') };

const started = await startQdrant();
const title = 'what a Qdrant collection keeps';
if ('skip' in started) describe.skip(`${title} (skipped: ${started.skip})`, () => {});
else describe(title, () => suite(started));

async function all(store: PassageStore, filter?: Filter): Promise<Passage[]> {
  const found: Passage[] = [];
  for await (const each of store.passages(filter ? { filter } : {})) found.push(each);
  return found;
}

function suite(server: QdrantServer): void {
  afterAll(() => server.stop());

  const names = ['', 'plain', 'with.dot', '"quoted"', '%', '%22', 'a[0]', 'a[]', 'Ü 日', ' ', '\\', "it's", 'id', 'kind'];
  const scalar = fc.oneof(
    fc.constantFrom('x', 'y', '', '5', '2024', '2024-05-01', '1969-12-31T23:59:59Z'),
    fc.constantFrom(0, 5, 2.5, -1, 1e21, 2 ** 53),
    fc.boolean(),
  );
  const value = fc.oneof(scalar, fc.constant(null), fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }));
  const metadata: fc.Arbitrary<Metadata> = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name, maxLength: 6 })
    .map((entries) => Object.fromEntries(entries));
  const field = fc.constantFrom(...names.filter((name) => name !== ''), 'document.id', 'document.version', 'title');
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({ field, eq: scalar }),
      fc.record({ field, in: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
      fc.record({ field, exists: fc.boolean() }),
      fc.record({ field, gte: fc.constantFrom(0, 2.5, '2024', '1969-12-31T23:59:59Z') }),
      fc.record({ field, gt: fc.constantFrom(-1, 4, '1960'), lt: fc.constantFrom(5, 3, '2024-05-01') }),
      fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('filter') }),
    ),
  }));

  test('any metadata comes back, and filters decide as ours do', async () => {
    const store = await openQdrantStore(server.url, 'properties', { analyzer });
    await store.setState('beside the passages', 'x');
    const passages = fc.sample(metadata, { numRuns: 300, seed: 11 }).map(
      (each, number): NewPassage => ({
        id: `p${number}`,
        text: 'text',
        document: { id: `d${number % 3}`, ...(number % 2 === 0 ? { version: '2024-01' } : {}) },
        metadata: each,
      }),
    );
    await store.add(passages);
    expect(await store.get(passages.map(({ id }) => id))).toEqual(passages);
    await fc.assert(
      fc.asyncProperty(filter, async (condition) => {
        const expected = passages.filter((each) => matches(condition, each)).map(({ id }) => id);
        expect(await store.count(condition)).toBe(expected.length);
        expect((await all(store, condition)).map(({ id }) => id).sort()).toEqual(expected.sort());
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('the average length follows the collection from the first passage on', async () => {
    const store = await openQdrantStore(server.url, 'average', { analyzer });
    const passages = Array.from({ length: 40 }, (_, number) => ({
      id: `p${number}`,
      text: `${'common '.repeat(number + 1)}${number % 3 === 0 ? 'rare' : 'other'}`,
      document: { id: 'd' },
      metadata: {},
    }));
    for (const each of passages) await store.add([each]);
    const lengths = passages.map(({ text }) => text.split(' ').length);
    const average = lengths.reduce((sum, length) => sum + length) / lengths.length;
    const idf = Math.log(1 + (40 - 14 + 0.5) / (14 + 0.5));
    for (const { passage, scores } of await store.retrieve('rare', { k: 40 })) {
      const length = passage.text.split(' ').length;
      // The mean is at most a fifth of the passages behind.
      expect(scores.bm25).toBeGreaterThan(0.98 * (idf / (1 + 0.5 * (0.5 + (0.5 * length) / average))));
      expect(scores.bm25).toBeLessThan(1.02 * (idf / (1 + 0.5 * (0.5 + (0.5 * length) / average))));
    }
  });

  test('passages of more than one request, and half characters', async () => {
    const store = await openQdrantStore(server.url, 'large', { analyzer });
    const large = Array.from({ length: 7 }, (_, number) => ({
      id: `p${number}`,
      text: `${String.fromCharCode(97 + number)}${'é'.repeat(2_500_000)} end\ud83d`,
      document: { id: 'd' },
      metadata: {},
    }));
    await store.add(large);
    expect((await store.get(['p6']))[0]!.text).toBe(large[6]!.text.replace('\ud83d', '\ufffd'));
    expect(await store.add(large)).toEqual({ added: 0, updated: 0, unchanged: 7 });
  });

  test('a passage too large for the server', async () => {
    const store = await openQdrantStore(server.url, 'too-large', { analyzer });
    const passage = { id: 'p', text: 'x'.repeat(34_000_000), document: { id: 'd' }, metadata: {} };
    await expect(store.add([passage])).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('34000000') });
  });

  test('a k far beyond the collection', async () => {
    const store = await openQdrantStore(server.url, 'k', { analyzer });
    await store.add([{ id: 'a', text: 'zebra', document: { id: 'd' }, metadata: {}, vector: [1, 0] }]);
    for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
      expect(await store.retrieve('zebra', { k: Number.MAX_SAFE_INTEGER, mode, vector: Float32Array.of(1, 0) })).toHaveLength(1);
    }
  });
}
