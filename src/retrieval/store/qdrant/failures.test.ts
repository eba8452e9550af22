import { type QdrantServer, startQdrant } from 'qdrant-server';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { HashEmbedder } from '../../../../test/hash-embedder.ts';
import type { NewPassage, PassageStore } from '../store.ts';
import { type Failure, failingProxy } from './failing-proxy.case.ts';
import { openQdrantStore } from './qdrant-store.ts';

const corpus: NewPassage[] = Array.from({ length: 1500 }, (_, number) => ({
  id: `p${number}`,
  text: `passage ${number} of ${number % 7} and w${number % 50}`,
  document: { id: `d${number % 20}` },
  metadata: { number },
}));

async function allIds(store: PassageStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.passages()) ids.push(id);
  return ids.sort();
}

const expectedIds = corpus.map(({ id }) => id).sort();

const started = await startQdrant();
const title = 'Qdrant store under failures';
if ('skip' in started) describe.skip(`${title} (skipped: ${started.skip})`, () => {});
else describe(title, () => suite(started));

function suite(server: QdrantServer): void {
  afterAll(() => server.stop());
  afterEach(() => server.restart());

  test('requests that fail are sent again, and nothing is lost or counted twice', async () => {
    const kinds: Failure[] = ['unavailable', 'too-many', 'refused', 'lost-answer', 'cut-answer'];
    let requests = 0;
    const proxy = await failingProxy(server.url, () => (++requests % 3 === 0 ? kinds[(requests / 3) % kinds.length]! : null));
    const store = await openQdrantStore(proxy.url, 'proxied', { embedder: new HashEmbedder() });
    expect(await store.add(corpus)).toEqual({ added: 1500, updated: 0, unchanged: 0 });
    expect([...proxy.failed.keys()].sort()).toEqual([...kinds].sort());
    expect(await allIds(store)).toEqual(expectedIds);
    expect(await store.retrieve('passage 3', { k: 5 })).toHaveLength(5);
    await store.setState('key', 'value');
    expect(await store.getState('key')).toBe('value');
    expect(await store.delete(['p1', 'p2'])).toBe(2);
    expect(await store.count()).toBe(1498);
    await proxy.close();
  });

  test('a server killed during add and started again: the same add goes on', async () => {
    const store = await openQdrantStore(server.url, 'restarted', { embedder: new HashEmbedder() });
    let restarted: Promise<void> | undefined;
    const report = await store.add(corpus, {
      onProgress: ({ done }) => {
        if (done >= 512) restarted ??= server.restart();
      },
    });
    await restarted;
    expect(report).toEqual({ added: 1500, updated: 0, unchanged: 0 });
    expect(await allIds(store)).toEqual(expectedIds);
  });

  test('a server that stays down fails the add; the next one resumes from the last batch', async () => {
    const embedder = new HashEmbedder();
    const store = await openQdrantStore(server.url, 'resumed', { embedder });
    let committed = 0;
    const add = store.add(corpus, {
      onProgress: ({ done }) => {
        committed = done;
        if (done >= 512) void server.kill();
      },
    });
    await expect(add).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining(server.url),
      hint: expect.stringContaining('docker run'),
    });
    await server.restart();
    expect(await store.count()).toBeGreaterThanOrEqual(committed);
    const report = await store.add(corpus);
    expect(report).toEqual({ added: 1500 - report.unchanged, updated: 0, unchanged: report.unchanged });
    expect(report.unchanged).toBeGreaterThanOrEqual(committed);
    expect(await allIds(store)).toEqual(expectedIds);
  });

  test('an abort does not wait for the retries', async () => {
    const proxy = await failingProxy(server.url, (url) => (url.includes('/points') ? 'unavailable' : null));
    const store = await openQdrantStore(proxy.url, 'aborted');
    const add = store.add(corpus, { signal: AbortSignal.timeout(300) });
    await expect(add).rejects.toMatchObject({ code: 'aborted' });
    await proxy.close();
  });
}
