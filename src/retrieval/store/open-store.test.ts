import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startQdrant } from 'qdrant-server';
import { expect, test } from 'vitest';
import { openStore } from './open-store.ts';
import type { PassageStore } from './store.ts';

const passage = { id: 'a', text: 'A zebra.', document: { id: 'd' }, metadata: {} };

async function findsAgain(open: () => Promise<PassageStore>): Promise<void> {
  const store = await open();
  await store.add([passage]);
  await store.close();
  const again = await open();
  expect((await again.retrieve('zebra', { k: 1 })).map((found) => found.passage)).toEqual([passage]);
  await again.close();
}

test('a file name opens an SQLite store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'open-store-'));
  await findsAgain(() => openStore(join(directory, 'passages.sqlite')));
  await rm(directory, { recursive: true });
});

test('qdrant:URL/COLLECTION opens a Qdrant store', async ({ skip }) => {
  const server = await startQdrant();
  if ('skip' in server) return skip(server.skip);
  try {
    await findsAgain(() => openStore(`qdrant:${server.url}/passages`));
    const store = await openStore(`qdrant:${server.url}/passages`, { readOnly: true });
    expect((await store.info()).location).toBe(`qdrant:${server.url}/passages`);
  } finally {
    await server.stop();
  }
});

test.each([
  ['', 'The store location is "".'],
  ['  ', 'The store location is "  ".'],
  ['qdrant:', 'qdrant:URL/COLLECTION'],
  ['qdrant:passages', 'qdrant:URL/COLLECTION'],
  ['qdrant:localhost:6333/passages', 'qdrant:URL/COLLECTION'],
  ['qdrant:http://localhost:6333', 'qdrant:URL/COLLECTION'],
  ['qdrant:http://localhost:6333/', 'qdrant:URL/COLLECTION'],
  ['qdrant:http://localhost:6333/a:b', '"a:b" cannot be the name'],
  ['qdrant:http://localhost:99999/passages', '"http://localhost:99999" is not an http or https URL'],
  ['http://localhost:6333/passages', 'begins with "http:"'],
  ['postgres://localhost/passages', 'begins with "postgres:"'],
])('refuses the location %j', async (location, message) => {
  const hint = expect.stringContaining('qdrant:http://localhost:6333/passages');
  await expect(openStore(location)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringContaining(message),
    ...(message.startsWith('"a:b"') ? {} : { hint }),
  });
});

test('never shows a password', async () => {
  for (const location of ['qdrant:http://user:secret@localhost:6333/passages', 'qdrant:http://user:secret@localhost:6333']) {
    const error: Error = await openStore(location).then(
      () => expect.fail('it opened'),
      (thrown) => thrown,
    );
    expect(`${error.message} ${error.stack}`).not.toContain('secret');
  }
});
