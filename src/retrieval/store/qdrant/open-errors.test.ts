import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type QdrantServer, startQdrant } from 'qdrant-server';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { HashEmbedder } from '../../../../test/hash-embedder.ts';
import { openQdrantStore } from './qdrant-store.ts';

afterEach(() => vi.unstubAllEnvs());

async function answering(body: string, type: string, run: (url: string) => Promise<void>, status = 200): Promise<void> {
  const server = createServer((_, answer) => answer.writeHead(status, { 'content-type': type }).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const text = (part: string) => expect.stringContaining(part);

describe('opening a Qdrant store', () => {
  test('where nothing answers, at once', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await once(server.close(), 'close');
    await expect(openQdrantStore(url, 'passages')).rejects.toMatchObject({ code: 'network', message: text(url), hint: text('docker run') });
  });

  test.each([
    ['a web page', '<html></html>', 'text/html', 200],
    ['other JSON', '{"title":"elastic","version":"8.0.0"}', 'application/json', 200],
    ['nothing at /', 'not found', 'text/plain', 404],
  ])('on a server that is not Qdrant: %s', async (_, body, type, status) => {
    await answering(
      body,
      type,
      (url) =>
        expect(openQdrantStore(url, 'passages')).rejects.toMatchObject({ code: status === 404 ? 'not-found' : 'unsupported-format' }),
      status,
    );
  });

  test('on an old server', async () => {
    await answering('{"title":"qdrant - vector search engine","version":"1.15.5"}', 'application/json', (url) =>
      expect(openQdrantStore(url, 'passages')).rejects.toMatchObject({
        code: 'unsupported-format',
        message: text('1.15.5'),
        hint: text('Upgrade'),
      }),
    );
  });

  test.each(['', 'a/b', 'a\nb', 'x'.repeat(256), '..', 'what?'])('with a name that Qdrant refuses: %j', async (name) => {
    await expect(openQdrantStore('http://127.0.0.1:1', name)).rejects.toMatchObject({ code: 'invalid-input', message: text('collection') });
  });

  test.each(['localhost:6333', 'ftp://localhost', 'http://'])('at a URL that is none: %j', async (url) => {
    await expect(openQdrantStore(url, 'passages')).rejects.toMatchObject({ code: 'invalid-input', message: text(url) });
  });
});

const passage = { id: 'a', text: 'zebra', document: { id: 'd' }, metadata: {} };
const started = await startQdrant({ environment: { QDRANT__SERVICE__API_KEY: 'the-secret-key' } });
if ('skip' in started) describe.skip(`opening a Qdrant store that is there (skipped: ${started.skip})`, () => {});
else describe('opening a Qdrant store that is there', () => suite(started));

function suite(server: QdrantServer): void {
  afterAll(() => server.stop());
  const headers = { 'api-key': 'the-secret-key', 'content-type': 'application/json' };
  const create = (name: string, body: object) =>
    fetch(`${server.url}/collections/${name}`, { method: 'PUT', headers, body: JSON.stringify(body) });

  test.each([undefined, 'wrong-secret-key'])('needs the API key, and does not show it: %j', async (key) => {
    vi.stubEnv('QDRANT_API_KEY', key);
    const error = await openQdrantStore(server.url, 'passages').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-config', hint: text('QDRANT_API_KEY') });
    expect(inspect(error, { depth: 10 })).not.toContain('secret-key');
  });

  test('with the API key', async () => {
    vi.stubEnv('QDRANT_API_KEY', 'the-secret-key');
    const store = await openQdrantStore(server.url, 'with-key');
    await store.add([passage]);
    expect(await store.count()).toBe(1);
    expect(inspect(store, { depth: 10 })).not.toContain('secret-key');
  });

  test('reading only, where there is no such collection, names those that are', async () => {
    vi.stubEnv('QDRANT_API_KEY', 'the-secret-key');
    await create('other', {});
    await expect(openQdrantStore(server.url, 'missing', { readOnly: true })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/"missing".*"other"/),
    });
  });

  test('on a collection of someone else', async () => {
    vi.stubEnv('QDRANT_API_KEY', 'the-secret-key');
    await create('foreign', { vectors: { size: 4, distance: 'Cosine' } });
    await expect(openQdrantStore(server.url, 'foreign')).rejects.toMatchObject({ code: 'store-mismatch', message: text('"foreign"') });
  });

  test('on a newer schema', async () => {
    vi.stubEnv('QDRANT_API_KEY', 'the-secret-key');
    await create('newer', { metadata: { 'accord-rag': { schemaVersion: 2, somethingNew: true } } });
    await expect(openQdrantStore(server.url, 'newer')).rejects.toMatchObject({
      code: 'store-newer-schema',
      message: text('schema version 2'),
      hint: text('Upgrade'),
    });
  });

  test('two writers that both create it agree on one record', async () => {
    vi.stubEnv('QDRANT_API_KEY', 'the-secret-key');
    const open = () => openQdrantStore(server.url, 'shared', { embedder: new HashEmbedder(8) });
    const [one, two] = [await open(), await open()];
    await Promise.all([one.add([passage]), two.add([{ ...passage, id: 'b' }])]);
    expect(await one.count()).toBe(2);
    expect(await two.info()).toMatchObject({ passages: 2, documents: 1, embedder: { id: 'hash-8', dimensions: 8 } });
  });

  test('a collection deleted meanwhile', async () => {
    vi.stubEnv('QDRANT_API_KEY', 'the-secret-key');
    const store = await openQdrantStore(server.url, 'deleted');
    await store.add([passage]);
    await fetch(`${server.url}/collections/deleted`, { method: 'DELETE', headers });
    await expect(store.retrieve('zebra', { k: 1 })).rejects.toMatchObject({ code: 'not-found', message: text('deleted') });
  });
}
