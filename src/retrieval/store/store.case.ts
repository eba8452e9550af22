import { afterEach, beforeEach, describe, expect, vi, test as vitest } from 'vitest';
import { HashEmbedder } from '../../../test/hash-embedder.ts';
import { type Passage, passageText, type ScoredPassage } from '../../passage.ts';
import type { Progress } from '../../progress.ts';
import type { Analyzer } from '../analyzer/analyzer.ts';
import { passageTerms } from '../analyzer/passage-terms.ts';
import type { Filter } from '../filter.ts';
import { matches } from '../filter-match.ts';
import type { NewPassage, OpenStoreOptions, PassageStore } from './store.ts';

export interface StoreUnderTest {
  /** Opens the store of the running test; another call opens the same one. */
  open(options: OpenStoreOptions): Promise<PassageStore>;
  /** Makes the next `open` one of an empty, new store. */
  reset(): Promise<void>;
  /** Tests that this store does not run, by name, and why. */
  skip?: Record<string, string>;
}

/** Lower-case words without `the` and `a`. */
const analyzer: Analyzer = {
  id: 'test/words',
  analyze: (text) => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word !== 'the' && word !== 'a'),
};

function passage(id: string, text: string, more: Partial<NewPassage> = {}): NewPassage {
  return { id, text, document: { id: `doc-${id}` }, metadata: {}, ...more };
}

/** Passages of random words out of a Zipf-like vocabulary, the same in every run. */
function corpus(count: number): NewPassage[] {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  return Array.from({ length: count }, (_, number) => {
    const words = Array.from({ length: 5 + Math.floor(random() * 25) }, () => `w${Math.floor(60 * random() ** 3)}`);
    return passage(`p${number}`, words.join(' '), {
      document: { id: `d${number % 10}` },
      metadata: {
        number,
        tenant: ['red', 'green', 'blue'][number % 3]!,
        acl: number % 2 === 0 ? ['staff'] : ['staff', 'all'],
        publishedAt: `20${10 + (number % 15)}-06-01`,
      },
    });
  });
}

/** BM25 with Lucene's formula, exact lengths (Lucene's length code is exact below 40 terms), k1 = b = .5. */
function bm25(passages: Passage[], query: string): { id: string; score: number }[] {
  const documents = passages.map((each) => passageTerms(analyzer, each));
  const average = documents.reduce((sum, terms) => sum + terms.length, 0) / documents.length;
  const scores = passages.map(({ id }) => ({ id, score: 0 }));
  for (const term of analyzer.analyze(query)) {
    const containing = documents.filter((terms) => terms.includes(term)).length;
    const idf = Math.log(1 + (documents.length - containing + 0.5) / (containing + 0.5));
    documents.forEach((terms, index) => {
      const frequency = terms.filter((each) => each === term).length;
      scores[index]!.score += (idf * frequency) / (frequency + 0.5 * (0.5 + (0.5 * terms.length) / average));
    });
  }
  return scores.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
}

function dense(passages: Passage[], query: Float32Array, embedder: HashEmbedder): { id: string; score: number }[] {
  const scores = passages.map((each) => {
    const vector = embedder.vector(passageText(each));
    return { id: each.id, score: vector.reduce((sum, value, i) => sum + value * query[i]!, 0) };
  });
  return scores.sort((a, b) => b.score - a.score);
}

const ids = (found: { passage: Passage }[]) => found.map((each) => each.passage.id);

async function all(store: PassageStore, filter?: Filter): Promise<Passage[]> {
  const found: Passage[] = [];
  for await (const each of store.passages(filter ? { filter } : {})) found.push(each);
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const failure = (code: string, message: RegExp | string = '') =>
  expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/./) });

/** What every `PassageStore` does. */
export function describePassageStore(name: string, { open, reset, skip = {} }: StoreUnderTest): void {
  const stores: PassageStore[] = [];
  const openStore = async (options: OpenStoreOptions = {}) => {
    const store = await open({ analyzer, ...options });
    stores.push(store);
    return store;
  };
  /** Runs the test, or shows the reason why this store skips it. */
  const test = (title: string, run: () => Promise<void>) =>
    skip[title] ? vitest.skip(`${title} (skipped: ${skip[title]})`, run) : vitest(title, run);

  describe(name, () => {
    beforeEach(reset);
    afterEach(async () => {
      for (const store of stores.splice(0)) await store.close();
    });

    describe('add', () => {
      test('counts added, updated and unchanged passages', async () => {
        const embedder = new HashEmbedder();
        const store = await openStore({ embedder });
        expect(await store.add([passage('a', 'one'), passage('b', 'two')])).toEqual({ added: 2, updated: 0, unchanged: 0 });
        expect(embedder.encoded).toEqual(['one', 'two']);
        expect(await store.add([passage('a', 'one'), passage('b', 'three'), passage('c', 'four')])).toEqual({
          added: 1,
          updated: 1,
          unchanged: 1,
        });
        expect(embedder.encoded).toEqual(['one', 'two', 'three', 'four']);
        expect(await store.count()).toBe(3);
        expect(ids(await store.retrieve('three', { k: 5, mode: 'bm25' }))).toEqual(['b']);
        expect(await store.retrieve('two', { k: 5, mode: 'bm25' })).toEqual([]);
      });

      test('keeps every field', async () => {
        const full: Passage = {
          id: 'full',
          text: 'Zwölf Boxkämpfer 🥊 jagen\nViktor.\0 End',
          title: 'Sport',
          document: { id: 'd', version: '2', uri: 'file:///d.md' },
          span: { start: 3, end: 36 },
          metadata: { source: 'wiki \0', authority: 0.5, draft: false, acl: ['a', 'b'], nothing: null, empty: [] },
          duplicateCluster: 'c1',
        };
        const bare: Passage = { id: 'bare', text: 'x', document: { id: 'd' }, metadata: {} };
        const store = await openStore();
        await store.add([full, bare]);
        expect(await store.get(['bare', 'full'])).toEqual([bare, full]);
        expect(await all(store)).toEqual([bare, full]);
        expect((await store.retrieve('viktor', { k: 1 }))[0]!.passage).toEqual(full);
      });

      test('takes new metadata, document or cluster without encoding again', async () => {
        const embedder = new HashEmbedder();
        const store = await openStore({ embedder });
        await store.add([passage('a', 'one', { metadata: { tenant: 'red' } }), passage('b', 'two', { metadata: { tenant: 'red' } })]);
        const changed = passage('a', 'one', { metadata: { tenant: 'blue' }, document: { id: 'new' }, duplicateCluster: 'c' });
        expect(await store.add([changed])).toEqual({ added: 0, updated: 1, unchanged: 0 });
        expect(embedder.encoded).toEqual(['one', 'two']);
        expect(await store.get(['a'])).toEqual([changed]);
        expect(ids(await store.retrieve('one two', { k: 5, filter: { field: 'tenant', eq: 'red' } }))).toEqual(['b']);
        expect(ids(await store.retrieve('one two', { k: 5, filter: { field: 'duplicateCluster', eq: 'c' } }))).toEqual(['a']);
      });

      test('the order of metadata keys is no change', async () => {
        const store = await openStore();
        await store.add([passage('a', 'one', { metadata: { x: 1, y: 2 } })]);
        expect(await store.add([passage('a', 'one', { metadata: { y: 2, x: 1 } })])).toMatchObject({ updated: 0, unchanged: 1 });
      });

      test('reads async iterables, in batches, and reports progress', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        async function* stream() {
          yield* corpus(1500);
        }
        const progress: Progress[] = [];
        expect(await store.add(stream(), { onProgress: (step) => progress.push(step) })).toMatchObject({ added: 1500 });
        expect(await store.count()).toBe(1500);
        expect(progress.at(-1)).toMatchObject({ done: 1500 });
        expect(progress.length).toBeGreaterThan(1);
        expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).sort((a, b) => a - b));
      });

      test('ids with slashes, spaces, quotes and Unicode', async () => {
        const strange = ['a/b/../c', 'ü 日本 😀', `it's "quoted"`, 'null', '  ', '%00;--', 'é', 'e\u0301', 'A', 'a'];
        const store = await openStore();
        await store.add(strange.map((id) => passage(id, 'text')));
        expect((await store.get(strange)).map(({ id }) => id)).toEqual(strange);
        expect(await store.count({ field: 'id', in: strange })).toBe(strange.length);
        expect(await store.delete(strange.slice(0, 3))).toBe(3);
        expect((await all(store)).map(({ id }) => id).sort()).toEqual(strange.slice(3).sort());
      });

      test('refuses two passages with one id', async () => {
        const store = await openStore();
        await expect(store.add([passage('same', 'one'), passage('same', 'two')])).rejects.toEqual(failure('invalid-input', 'same'));
        expect(await store.count()).toBe(0);
      });

      test('refuses passages that are none', async () => {
        const store = await openStore();
        for (const wrong of [
          passage('', 'text'),
          passage('a', ''),
          { id: 'a', text: 'text', metadata: {} },
          passage('a', 'text', { metadata: { nested: {} } as never }),
          passage('lone \ud800 surrogate', 'text'),
          passage('NUL \0', 'text'),
          passage('a', 'text', { document: { id: 'NUL \0' } }),
          null,
        ]) {
          await expect(store.add([wrong as NewPassage])).rejects.toEqual(failure('invalid-input'));
        }
        expect(await store.count()).toBe(0);
      });

      test('does not change what it is given', async () => {
        const given = Object.freeze(passage('a', 'one', { metadata: Object.freeze({ tenant: 'red' }) as Passage['metadata'] }));
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add(Object.freeze([given]) as NewPassage[]);
        expect(await store.get(['a'])).toEqual([given]);
      });

      test('an aborted add keeps whole batches and goes on later', async () => {
        const passages = corpus(3000);
        const store = await openStore({ embedder: new HashEmbedder() });
        const controller = new AbortController();
        const onProgress = ({ done }: Progress) => done >= 1000 && controller.abort();
        await expect(store.add(passages, { signal: controller.signal, onProgress })).rejects.toEqual(failure('aborted'));
        const kept = await store.count();
        expect(kept).toBeGreaterThanOrEqual(1000);
        expect(kept).toBeLessThan(3000);
        expect(await store.add(passages)).toEqual({ added: 3000 - kept, updated: 0, unchanged: kept });
      });

      test('several at once', async () => {
        const embedder = new HashEmbedder();
        const store = await openStore({ embedder });
        const passages = corpus(60);
        const reports = await Promise.all([
          store.add(passages.slice(0, 40)),
          store.add(passages.slice(20)),
          ...passages.map((each) => store.add([each])),
        ]);
        expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(60);
        expect(reports.reduce((sum, { updated }) => sum + updated, 0)).toBe(0);
        expect(await store.count()).toBe(60);
        const found = await store.retrieve('w0 w1 w2', { k: 100, mode: 'bm25' });
        expect(ids(found).sort()).toEqual(
          bm25(passages, 'w0 w1 w2')
            .map(({ id }) => id)
            .sort(),
        );
      });
    });

    test('warming loads the model where the mode needs it, and changes no result', async () => {
      const embedder = new HashEmbedder();
      const embed = vi.spyOn(embedder, 'embed');
      const store = await openStore({ embedder });
      await store.warm();
      await store.add([passage('a', 'apple'), passage('b', 'pear')]);
      embed.mockClear();
      await store.warm('bm25');
      expect(embed).not.toHaveBeenCalled();
      await store.warm();
      expect(embed.mock.calls).toEqual([[[], 'query']]);
      await store.add([passage('c', 'apple pie')]);
      for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
        await store.warm(mode);
        expect(ids(await store.retrieve('apple', { k: 2, mode })).sort()).toEqual(['a', 'c']);
      }
      await store.close();
      await expect(store.warm()).rejects.toEqual(failure('invalid-input'));
    });

    describe('delete', () => {
      test('by id returns how many existed', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add([passage('a', 'apple'), passage('b', 'apple'), passage('c', 'apple')]);
        expect(await store.delete(['a', 'c', 'a', 'unknown'])).toBe(2);
        expect(await store.delete([])).toBe(0);
        expect(await store.get(['a', 'b'])).toMatchObject([{ id: 'b' }]);
        for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
          expect(ids(await store.retrieve('apple', { k: 5, mode }))).toEqual(['b']);
        }
        expect(await store.add([passage('a', 'apple')])).toMatchObject({ added: 1 });
        expect(ids(await store.retrieve('apple', { k: 5, mode: 'bm25' })).sort()).toEqual(['a', 'b']);
      });

      test('by filter', async () => {
        const store = await openStore();
        const passages = corpus(300);
        await store.add(passages);
        const filter: Filter = {
          or: [
            { field: 'document.id', eq: 'd3' },
            { field: 'number', lt: 50 },
          ],
        };
        const doomed = passages.filter((each) => matches(filter, each)).length;
        expect(await store.deleteWhere(filter)).toBe(doomed);
        expect(await store.deleteWhere(filter)).toBe(0);
        expect(await store.count()).toBe(300 - doomed);
        expect(await store.count(filter)).toBe(0);
      });

      test('leaves statistics as if the passages had never been there', async () => {
        const store = await openStore();
        const passages = corpus(400);
        await store.add(passages);
        await store.delete(passages.slice(0, 250).map(({ id }) => id));
        const found = await store.retrieve('w3 w20', { k: 20, mode: 'bm25' });
        const expected = bm25(passages.slice(250), 'w3 w20').slice(0, 20);
        expect(found.map(({ scores }) => scores.bm25!)).toEqual(expected.map(({ score }) => expect.closeTo(score, 4)));
      });
    });

    describe('get, count, info, state', () => {
      test('get keeps the order and leaves out unknown ids', async () => {
        const store = await openStore();
        await store.add([passage('a', 'one'), passage('b', 'two'), passage('c', 'three')]);
        expect((await store.get(['c', 'unknown', 'a'])).map(({ id }) => id)).toEqual(['c', 'a']);
        expect(await store.get([])).toEqual([]);
      });

      test('an empty store', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        expect(await store.count()).toBe(0);
        expect(await all(store)).toEqual([]);
        expect(await store.add([])).toEqual({ added: 0, updated: 0, unchanged: 0 });
        expect(await store.delete(['a'])).toBe(0);
        for (const mode of [undefined, 'bm25', 'dense', 'hybrid'] as const) {
          expect(await store.retrieve('anything', { k: 3, mode })).toEqual([]);
        }
      });

      test('info', async () => {
        const store = await openStore({ embedder: new HashEmbedder(24) });
        await store.add(corpus(30));
        expect(await store.info()).toMatchObject({
          passages: 30,
          documents: 10,
          analyzer: 'test/words',
          embedder: { id: 'hash-24', dimensions: 24 },
          schemaVersion: expect.any(Number),
          location: expect.stringMatching(/./),
        });
      });

      test('info of a store without vectors', async () => {
        const store = await openStore();
        await store.add(corpus(3));
        expect(await store.info()).toMatchObject({ passages: 3, embedder: null });
      });

      test('state entries are durable, replaced and deleted', async () => {
        const store = await openStore();
        expect(await store.getState('run')).toBeNull();
        await store.setState('run', '{"step":1}');
        await store.setState('ключ / 🔑', 'ü');
        await store.setState('run', '{"step":2}');
        await store.close();
        const again = await openStore();
        expect(await again.getState('run')).toBe('{"step":2}');
        expect(await again.getState('ключ / 🔑')).toBe('ü');
        await again.setState('run', null);
        expect(await again.getState('run')).toBeNull();
        expect(await again.count()).toBe(0);
      });
    });

    describe('filters', () => {
      const passages = corpus(120);
      passages[7]!.metadata = {};
      passages[8]!.metadata = { tenant: null, acl: [] };
      passages[9]!.metadata = { number: 2.5, tenant: ['red', 'blue'], flag: true, publishedAt: '2012-06-01T00:00:00+02:00' };
      passages[10] = passage('extra', 'w0 w1', {
        title: 'A title',
        document: { id: 'x/y', version: '3', uri: 'file:///x' },
        duplicateCluster: 'c1',
        metadata: { number: '5', flag: false, publishedAt: 'last week' },
      });

      const filters: Record<string, Filter> = {
        'eq text': { field: 'tenant', eq: 'red' },
        'eq number': { field: 'number', eq: 17 },
        'eq boolean': { field: 'flag', eq: false },
        'eq array element': { field: 'acl', eq: 'all' },
        'eq does not convert': { field: 'number', eq: '17' },
        'in text': { field: 'tenant', in: ['red', 'blue'] },
        'in numbers': { field: 'number', in: [1, 2.5, 99] },
        'in mixed types': { field: 'number', in: [1, '5'] },
        'in array (access list)': { field: 'acl', in: ['all', 'board'] },
        'gt and lte': { field: 'number', gt: 20, lte: 40 },
        'gte and lt': { field: 'number', gte: 2.5, lt: 4 },
        'dates from': { field: 'publishedAt', gte: '2020-06-01' },
        'dates between': { field: 'publishedAt', gt: '2012-05-31T21:59:59Z', lt: '2012-06-01' },
        'dates by year': { field: 'publishedAt', gte: '2011', lt: '2013' },
        exists: { field: 'tenant', exists: true },
        'exists false': { field: 'tenant', exists: false },
        'exists false on empty arrays': { field: 'acl', exists: false },
        'unknown field': { field: 'nowhere', eq: 1 },
        'unknown field does not exist': { field: 'nowhere', exists: false },
        not: { not: { field: 'tenant', eq: 'red' } },
        'not in': { not: { field: 'acl', in: ['all'] } },
        'not a range': { not: { field: 'publishedAt', lt: '2020' } },
        and: {
          and: [
            { field: 'tenant', eq: 'green' },
            { field: 'acl', eq: 'all' },
          ],
        },
        or: {
          or: [
            { field: 'number', lt: 5 },
            { field: 'number', gt: 115 },
          ],
        },
        nested: {
          and: [
            {
              or: [{ field: 'tenant', eq: 'red' }, { and: [{ field: 'number', gte: 50 }, { not: { field: 'acl', eq: 'all' } }] }],
            },
            {
              not: {
                or: [
                  { field: 'document.id', eq: 'd0' },
                  { field: 'publishedAt', exists: false },
                ],
              },
            },
          ],
        },
        id: { field: 'id', in: ['p3', 'extra', 'unknown'] },
        title: { field: 'title', eq: 'A title' },
        'title is missing': { field: 'title', exists: false },
        'document.id': { field: 'document.id', in: ['d1', 'x/y'] },
        'document.id and metadata': {
          and: [
            { field: 'document.id', eq: 'd1' },
            { field: 'tenant', eq: 'red' },
          ],
        },
        'document.version': { field: 'document.version', eq: '3' },
        'document.uri': { field: 'document.uri', exists: true },
        duplicateCluster: { field: 'duplicateCluster', eq: 'c1' },
        everything: { field: 'id', exists: true },
        nothing: { field: 'id', exists: false },
      };

      for (const [title, filter] of Object.entries(filters)) {
        test(`filter: ${title}`, async () => {
          const store = await openStore({ embedder: new HashEmbedder() });
          await store.add(passages);
          const expected = passages.filter((each) => matches(filter, each)).map(({ id }) => id);
          expect((await all(store, filter)).map(({ id }) => id)).toEqual([...expected].sort());
          expect(await store.count(filter)).toBe(expected.length);
          const found = await store.retrieve('w0', { k: 200, mode: 'dense', filter });
          expect(ids(found).sort()).toEqual([...expected].sort());
        });
      }

      test('a filter applies before the top k', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add(passages);
        for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
          const unfiltered = await store.retrieve('w0 w1 w2', { k: 200, mode });
          const last = unfiltered.at(-1)!.passage.id;
          expect(ids(await store.retrieve('w0 w1 w2', { k: 1, mode, filter: { field: 'id', eq: last } }))).toEqual([last]);
          expect(await store.retrieve('w0 w1 w2', { k: 1, mode, filter: { field: 'id', eq: 'unknown' } })).toEqual([]);
        }
      });

      test('a filter does not change BM25 scores', async () => {
        const store = await openStore();
        await store.add(passages);
        const score = (found: ScoredPassage[]) => new Map(found.map((each) => [each.passage.id, each.scores.bm25!]));
        const unfiltered = score(await store.retrieve('w0 w5', { k: 200, mode: 'bm25' }));
        const filtered = score(await store.retrieve('w0 w5', { k: 200, mode: 'bm25', filter: { field: 'tenant', eq: 'red' } }));
        expect(filtered.size).toBeGreaterThan(5);
        for (const [id, value] of filtered) expect(value).toBeCloseTo(unfiltered.get(id)!, 5);
      });

      test('filters see changes', async () => {
        const store = await openStore();
        await store.add(passages);
        const filter: Filter = { field: 'tenant', eq: 'violet' };
        expect(await store.retrieve('w0', { k: 5, filter })).toEqual([]);
        await store.add([passage('new', 'w0', { metadata: { tenant: 'violet' } })]);
        expect(ids(await store.retrieve('w0', { k: 5, filter }))).toEqual(['new']);
        await store.delete(['new']);
        expect(await store.retrieve('w0', { k: 5, filter })).toEqual([]);
      });

      test('refuses a filter that is none', async () => {
        const store = await openStore();
        await store.add(passages.slice(0, 3));
        const wrong = { and: [{ field: 'number', above: 3 }] } as unknown as Filter;
        const refusal = failure('invalid-input', /filter\.and\[0\]/);
        await expect(store.retrieve('w0', { k: 1, filter: wrong })).rejects.toEqual(refusal);
        await expect(store.count(wrong)).rejects.toEqual(refusal);
        await expect(store.deleteWhere(wrong)).rejects.toEqual(refusal);
        await expect(all(store, wrong)).rejects.toEqual(refusal);
        expect(await store.count()).toBe(3);
      });
    });

    describe('retrieve', () => {
      const passages = corpus(400);
      const queries = ['w0', 'w3 w20', 'w1 w7 w30 w59', 'w12 w12 w40', 'the w5 unknown'];

      test('BM25 ranks as brute force does', async () => {
        const store = await openStore();
        await store.add(passages);
        for (const query of queries) {
          const expected = bm25(passages, query);
          const score = new Map(expected.map((each) => [each.id, each.score]));
          const found = await store.retrieve(query, { k: 20, mode: 'bm25' });
          // By score, as equal scores may come in any order.
          expect(found.map((each) => score.get(each.passage.id))).toEqual(
            expected.slice(0, 20).map((each) => expect.closeTo(each.score, 6)),
          );
          expect(found.map(({ ranks }) => ranks.bm25)).toEqual(found.map((_, index) => index + 1));
        }
      });

      test('BM25 scores are those of brute force', async () => {
        const store = await openStore();
        await store.add(passages);
        for (const query of queries) {
          const found = await store.retrieve(query, { k: 400, mode: 'bm25' });
          const expected = bm25(passages, query);
          expect(found.length).toBe(expected.length);
          expect(found.map(({ scores }) => scores.bm25)).toEqual(expected.map(({ score }) => expect.closeTo(score, 4)));
        }
      });

      test('dense is brute force', async () => {
        const embedder = new HashEmbedder();
        const store = await openStore({ embedder });
        await store.add(passages);
        for (const query of queries) {
          const found = await store.retrieve(query, { k: 20, mode: 'dense' });
          const expected = dense(passages, embedder.vector(query), embedder).slice(0, 20);
          expect(found.map(({ scores }) => scores.dense)).toEqual(expected.map(({ score }) => expect.closeTo(score, 5)));
          expect(found.map(({ ranks }) => ranks.dense)).toEqual(found.map((_, index) => index + 1));
        }
      });

      test('hybrid finds what either part finds and is the default', async () => {
        const embedder = new HashEmbedder();
        const store = await openStore({ embedder });
        await store.add([...passages, passage('rare', 'zebra'), passage('far', 'quagga')]);
        const vector = embedder.vector('quagga');
        const found = await store.retrieve('zebra', { k: 2, vector });
        expect(ids(found).sort()).toEqual(['far', 'rare']);
        const byId = new Map(found.map((each) => [each.passage.id, each]));
        expect(byId.get('rare')).toMatchObject({ scores: { bm25: expect.any(Number) }, ranks: { bm25: 1 } });
        expect(byId.get('far')).toMatchObject({ scores: { dense: expect.closeTo(1, 5) }, ranks: { dense: 1 } });
        expect(found.map(({ ranks }) => ranks.fused)).toEqual([1, 2]);
        expect(found[0]!.scores.fused).toBeGreaterThanOrEqual(found[1]!.scores.fused!);
      });

      test('the default is BM25 without vectors', async () => {
        const store = await openStore();
        await store.add(passages);
        const [best] = await store.retrieve('w40', { k: 1 });
        expect(best!.scores).toEqual({ bm25: expect.any(Number) });
        expect(best!.ranks).toEqual({ bm25: 1 });
      });

      test('titles are searched', async () => {
        const store = await openStore();
        await store.add([passage('a', 'body', { title: 'Zebra' }), passage('b', 'body')]);
        expect(ids(await store.retrieve('zebra', { k: 2 }))).toEqual(['a']);
      });

      test('k larger than the corpus gives all', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add(passages.slice(0, 7));
        expect(await store.retrieve('w0', { k: 1000, mode: 'dense' })).toHaveLength(7);
        expect(await store.retrieve('w0', { k: 1000, mode: 'hybrid' })).toHaveLength(7);
      });

      test('refuses a k that is none', async () => {
        const store = await openStore();
        await store.add(passages.slice(0, 3));
        for (const k of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3' as unknown as number]) {
          await expect(store.retrieve('w0', { k })).rejects.toEqual(failure('invalid-input', /\bk\b/));
        }
        await expect(store.retrieve('w0', { k: 1, mode: 'sparse' as never })).rejects.toEqual(failure('invalid-input', 'sparse'));
      });

      test('an empty query finds nothing', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add(passages.slice(0, 3));
        for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
          for (const query of ['', ' \n\t']) expect(await store.retrieve(query, { k: 3, mode })).toEqual([]);
        }
      });

      test('a query of stop words: BM25 finds nothing, hybrid what dense finds', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add(passages.slice(0, 20));
        expect(await store.retrieve('The a', { k: 3, mode: 'bm25' })).toEqual([]);
        const found = await store.retrieve('The a', { k: 3, mode: 'hybrid' });
        expect(ids(found)).toEqual(ids(await store.retrieve('The a', { k: 3, mode: 'dense' })));
      });

      test('a query of 100,000 characters', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add([...passages, passage('rare', 'zebra')]);
        const query = `${'w1 w2 the '.repeat(9_999)}zebra`;
        for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
          expect(await store.retrieve(query, { k: 10, mode })).toHaveLength(10);
        }
      });

      test('refuses a query vector of the wrong size or with NaN', async () => {
        const store = await openStore({ embedder: new HashEmbedder(4) });
        await store.add(passages.slice(0, 3));
        for (const vector of [new Float32Array(3), new Float32Array(5), Float32Array.of(0, Number.NaN, 0, 0)]) {
          await expect(store.retrieve('w0', { k: 1, vector })).rejects.toEqual(failure('invalid-input', /vector/));
        }
      });

      test('an aborted query', async () => {
        const store = await openStore({ embedder: new HashEmbedder() });
        await store.add(passages.slice(0, 3));
        await expect(store.retrieve('w0', { k: 1, signal: AbortSignal.abort() })).rejects.toEqual(failure('aborted'));
      });
    });

    describe('vectors brought along', () => {
      const three = [
        passage('x', 'one', { vector: [1, 0] }),
        passage('y', 'two', { vector: Float32Array.of(0, 1) }),
        passage('z', 'three', { vector: Float32Array.of(-1, 0) }),
      ];

      test('are searched without an embedder', async () => {
        const store = await openStore();
        await store.add(three);
        expect((await store.info()).embedder).toMatchObject({ dimensions: 2 });
        const found = await store.retrieve('', { k: 2, mode: 'dense', vector: Float32Array.of(0.6, 0.8) });
        expect(found.map((each) => [each.passage.id, each.scores.dense])).toEqual([
          ['y', expect.closeTo(0.8, 5)],
          ['x', expect.closeTo(0.6, 5)],
        ]);
        expect(found[0]!.passage).not.toHaveProperty('vector');
        await expect(store.retrieve('one', { k: 1, mode: 'dense' })).rejects.toEqual(failure('invalid-input', /vector|embedder/));
        expect(ids(await store.retrieve('one', { k: 1 }))).toEqual(['x']);
      });

      test('a new vector is an update, the same one is not', async () => {
        const store = await openStore();
        await store.add(three);
        expect(await store.add(three)).toEqual({ added: 0, updated: 0, unchanged: 3 });
        expect(await store.add([passage('z', 'three', { vector: [0.6, 0.8] })])).toMatchObject({ updated: 1 });
        expect(ids(await store.retrieve('', { k: 1, mode: 'dense', vector: Float32Array.of(0.6, 0.8) }))).toEqual(['z']);
      });

      test('spare the embedder work', async () => {
        const embedder = new HashEmbedder(2);
        const store = await openStore({ embedder });
        await store.add([...three, passage('w', 'four')]);
        expect(embedder.encoded).toEqual(['four']);
      });

      test('of the wrong size, with NaN, or missing are refused', async () => {
        const store = await openStore();
        await store.add(three);
        for (const vector of [[1], [1, 0, 0], [Number.NaN, 0], [Number.POSITIVE_INFINITY, 0], []]) {
          await expect(store.add([passage('bad', 'x', { vector })])).rejects.toEqual(failure('invalid-input', /bad/));
        }
        await expect(store.add([passage('bad', 'x')])).rejects.toEqual(failure('invalid-input', /bad/));
        expect(await store.count()).toBe(3);
      });

      test('dense retrieval from a store without vectors is refused', async () => {
        const store = await openStore();
        await store.add([passage('a', 'one')]);
        await expect(store.retrieve('one', { k: 1, mode: 'dense' })).rejects.toEqual(failure('invalid-input', /vector/));
      });
    });

    describe('reopen', () => {
      test('finds what was there', async () => {
        const embedder = new HashEmbedder();
        const passages = corpus(300);
        const store = await openStore({ embedder });
        await store.add(passages);
        await store.delete(['p1', 'p2']);
        await store.add([passage('p3', 'zebra')]);
        const before = await store.retrieve('w0 zebra', { k: 50 });
        await store.close();
        const again = await openStore({ embedder });
        expect(await again.count()).toBe(298);
        const after = await again.retrieve('w0 zebra', { k: 50 });
        expect(after.map(({ scores }) => scores.fused)).toEqual(before.map(({ scores }) => expect.closeTo(scores.fused!, 5)));
        expect(await again.add(passages.slice(4))).toEqual({ added: 0, updated: 0, unchanged: 296 });
      });

      test('refuses another analyzer', async () => {
        const store = await openStore();
        await store.add([passage('a', 'one')]);
        await store.close();
        const other = { ...analyzer, id: 'test/other' };
        await expect(openStore({ analyzer: other })).rejects.toEqual(
          failure('store-mismatch', /test\/words.*test\/other|test\/other.*test\/words/),
        );
      });

      test('refuses another embedder, and one of other dimensions', async () => {
        const store = await openStore({ embedder: new HashEmbedder(8) });
        await store.add([passage('a', 'one')]);
        await store.close();
        for (const embedder of [new HashEmbedder(8, 'another'), new HashEmbedder(9, 'hash-8')]) {
          await expect(openStore({ embedder })).rejects.toEqual(failure('store-mismatch', 'hash-8'));
        }
        const withoutEmbedder = await openStore();
        expect(ids(await withoutEmbedder.retrieve('one', { k: 1 }))).toEqual(['a']);
      });

      test('an embedder does not get into a store without vectors', async () => {
        const store = await openStore();
        await store.add([passage('a', 'one')]);
        await store.close();
        const again = await openStore({ embedder: new HashEmbedder() });
        expect(ids(await again.retrieve('one', { k: 1 }))).toEqual(['a']);
        await expect(again.add([passage('b', 'two')])).rejects.toEqual(failure('store-mismatch', /vector/));
        expect(await again.count()).toBe(1);
      });

      test('read-only answers and refuses to write', async () => {
        const store = await openStore();
        await store.add([passage('a', 'one')]);
        await store.close();
        const reader = await openStore({ readOnly: true });
        expect(ids(await reader.retrieve('one', { k: 1 }))).toEqual(['a']);
        const refusal = failure('invalid-input', /read-only|reading/);
        await expect(reader.add([passage('b', 'two')])).rejects.toEqual(refusal);
        await expect(reader.delete(['a'])).rejects.toEqual(refusal);
        await expect(reader.deleteWhere({ field: 'id', eq: 'a' })).rejects.toEqual(refusal);
        await expect(reader.setState('key', 'value')).rejects.toEqual(refusal);
        expect(await reader.count()).toBe(1);
      });

      test('a closed store says so', async () => {
        const store = await openStore();
        await store.close();
        await store.close();
        await expect(store.count()).rejects.toEqual(failure('invalid-input', /closed/));
        await expect(store.retrieve('one', { k: 1 })).rejects.toEqual(failure('invalid-input', /closed/));
      });
    });
  });
}
