import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { HashEmbedder } from '../../test/hash-embedder.ts';
import type { Progress } from '../progress.ts';
import { Database } from '../sqlite/database.ts';
import { cachedEmbedder } from './cached-embedder.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-cache-'));
let number = 0;
const newFile = () => join(folder, `${++number}`, 'vectors.db');

afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

test('encodes a text once, in whatever session', async () => {
  const file = newFile();
  const first = new HashEmbedder();
  const cached = cachedEmbedder(first, file);
  expect(cached).toMatchObject({ id: first.id, dimensions: first.dimensions });
  const texts = ['one', 'two', 'one', 'drei 🥊'];
  expect(await cached.embed(texts, 'passage')).toEqual(texts.map((text) => first.vector(text)));
  expect(first.encoded).toEqual(['one', 'two', 'drei 🥊']);
  await cached.close();

  const second = new HashEmbedder();
  const again = cachedEmbedder(second, file);
  expect(await again.embed(['three', 'two', 'one'], 'passage')).toEqual(['three', 'two', 'one'].map((text) => first.vector(text)));
  expect(second.encoded).toEqual(['three']);
  expect(await again.embed([], 'passage')).toEqual([]);
  await again.close();
});

test('kinds and embedders are kept apart', async () => {
  const file = newFile();
  const embedders = [new HashEmbedder(4, 'a'), new HashEmbedder(4, 'b'), new HashEmbedder(8, 'a')];
  for (const embedder of embedders) {
    const cached = cachedEmbedder(embedder, file);
    for (const kind of ['query', 'passage', 'query'] as const) {
      expect((await cached.embed(['text'], kind))[0]).toEqual(embedder.vector('text'));
    }
    expect(embedder.encoded).toEqual(['text', 'text']);
    await cached.close();
  }
});

test('what a caller does to a vector does not reach the next', async () => {
  const embedder = new HashEmbedder();
  const cached = cachedEmbedder(embedder, newFile());
  const [a, b] = await cached.embed(['same', 'same'], 'query');
  a!.fill(0);
  expect(b).toEqual(embedder.vector('same'));
  expect((await cached.embed(['same'], 'query'))[0]).toEqual(embedder.vector('same'));
  await cached.close();
});

test('keeps what was encoded before an abort', async () => {
  const embedder = new HashEmbedder();
  const cached = cachedEmbedder(embedder, newFile());
  const texts = Array.from({ length: 3000 }, (_, index) => `text ${index}`);
  const controller = new AbortController();
  const steps: Progress[] = [];
  const onProgress = (step: Progress) => {
    steps.push(step);
    controller.abort();
  };
  const refusal = expect.objectContaining({ code: 'aborted' });
  await expect(cached.embed(texts, 'passage', { signal: controller.signal, onProgress })).rejects.toEqual(refusal);
  expect(steps).toEqual([{ stage: 'encode', done: 1024, total: 3000 }]);
  await cached.embed(texts, 'passage');
  expect(embedder.encoded).toEqual(texts);
  await cached.close();
});

test('processes share a file', async () => {
  const file = newFile();
  const script = `
    import { cachedEmbedder } from ${JSON.stringify(new URL('./cached-embedder.ts', import.meta.url).href)};
    import { HashEmbedder } from ${JSON.stringify(new URL('../../test/hash-embedder.ts', import.meta.url).href)};
    const embedder = new HashEmbedder();
    const cached = cachedEmbedder(embedder, ${JSON.stringify(file)});
    for (let round = 0; round < 20; round++) {
      const texts = Array.from({ length: 50 }, (_, index) => 'text ' + (round * 25 + index));
      const vectors = await cached.embed(texts, 'passage');
      texts.forEach((text, index) => {
        if (vectors[index].join() !== embedder.vector(text).join()) throw new Error('wrong vector');
      });
    }
    await cached.close();`;
  const children = Array.from({ length: 4 }, () => spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]));
  const exits = await Promise.all(
    children.map(async (child) => {
      const errors: string[] = [];
      child.stderr.on('data', (data) => errors.push(String(data)));
      const [code] = await once(child, 'exit');
      return code === 0 ? 0 : errors.join('');
    }),
  );
  expect(exits).toEqual([0, 0, 0, 0]);
  const embedder = new HashEmbedder();
  const cached = cachedEmbedder(embedder, file);
  await cached.embed(['text 0', 'text 300', 'text 524'], 'passage');
  expect(embedder.encoded).toEqual([]);
  await cached.close();
});

test('the default file is in the cache directory', async () => {
  const cache = join(folder, 'cache');
  vi.stubEnv('RAG_CACHE', cache);
  const cached = cachedEmbedder(new HashEmbedder());
  await cached.embed(['one'], 'query');
  await cached.close();
  const database = await Database.open(join(cache, 'vectors.db'), { readOnly: true });
  expect(database.get('SELECT count(*) AS n FROM vector')).toEqual({ n: 1 });
  database.close();
});

test('without a place for the default file it encodes all the same', async () => {
  vi.stubEnv('RAG_CACHE', '/dev/null/cache');
  const embedder = new HashEmbedder();
  const cached = cachedEmbedder(embedder);
  expect(await cached.embed(['one'], 'query')).toEqual([embedder.vector('one')]);
  await cached.close();
});

test('a file that was asked for and cannot be used is an error', async () => {
  const broken = join(folder, 'broken.db');
  writeFileSync(broken, 'no database at all, but long enough to be taken for a header of one'.repeat(20));
  for (const [file, code] of [
    [broken, 'store-corrupt'],
    ['/dev/null/vectors.db', 'unreadable-file'],
    [folder, 'unreadable-file'],
  ] as const) {
    const cached = cachedEmbedder(new HashEmbedder(), file);
    await expect(cached.embed(['one'], 'query')).rejects.toEqual(expect.objectContaining({ code }));
    await cached.close();
  }
});
