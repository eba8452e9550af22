import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HashEmbedder } from '../../../../test/hash-embedder.ts';
import { Database } from '../../../sqlite/database.ts';
import type { NewPassage, OpenStoreOptions, PassageStore } from '../store.ts';
import { schemaVersion } from './schema.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-files-'));
let number = 0;

afterAll(() => rmSync(folder, { recursive: true }));

/** A path in a folder of its own that does not exist yet. */
const newFile = () => join(folder, `${++number}`, 'store.db');
const failure = (code: string, message: RegExp | string = '') =>
  expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/./) });

const passages: NewPassage[] = Array.from({ length: 50 }, (_, index) => ({
  id: `p${index}`,
  text: `word number${index} ${'filling '.repeat(100)}`,
  document: { id: 'd' },
  metadata: {},
}));

async function makeStore(options: OpenStoreOptions = {}): Promise<string> {
  const file = newFile();
  const store = await openSqliteStore(file, options);
  await store.add(passages);
  await store.close();
  return file;
}

async function change(file: string, sql: string): Promise<void> {
  const database = await Database.open(file);
  database.exec(sql);
  database.close();
}

test('the folder is made, and a closed store is one file', async () => {
  const file = await makeStore();
  expect(readdirSync(dirname(file))).toEqual(['store.db']);
});

test('a store of a newer schema', async () => {
  const file = await makeStore();
  await change(file, 'PRAGMA user_version = 1000');
  for (const readOnly of [false, true]) {
    await expect(openSqliteStore(file, { readOnly })).rejects.toEqual(failure('store-newer-schema', '1000'));
  }
  await change(file, `PRAGMA user_version = ${schemaVersion}`);
  const store = await openSqliteStore(file);
  expect(await store.count()).toBe(50);
  await store.close();
});

test('a reader does not bring an older store up to date', async () => {
  const file = await makeStore();
  await change(file, 'PRAGMA user_version = 0');
  await expect(openSqliteStore(file, { readOnly: true })).rejects.toEqual(failure('store-mismatch', 'version 0'));
});

test('a store of schema 1 is searched as a new one, and damaged postings of it leave it as it is', async () => {
  const file = newFile();
  const texts = ['red fox fox', 'the', `hat ${'red '.repeat(300)}`];
  const written = await openSqliteStore(file);
  await written.add(texts.map((text, i) => ({ id: `${i}`, text, document: { id: 'd' }, metadata: {} })));
  const search = async (store: typeof written) => {
    const found = [];
    for (const query of ['red', 'fox hat']) found.push(await store.retrieve(query, { k: 3 }));
    await store.close();
    return found;
  };
  const expected = await search(written);
  // As version 1 encoded these three passages.
  const postings = Buffer.from('AQMDCQADAK0CAwMDcmVkZm94aGF0AgIFrAIBAwIBBg==', 'base64');
  const store = async (data: Buffer) =>
    change(file, `DROP TABLE IF EXISTS vector_part; UPDATE bm25_block SET data = x'${data.toString('hex')}'; PRAGMA user_version = 1`);
  await store(postings.subarray(0, 30));
  await expect(openSqliteStore(file)).rejects.toEqual(failure('store-corrupt'));
  await store(postings);
  await expect(openSqliteStore(file, { readOnly: true })).rejects.toEqual(failure('store-mismatch', 'version 1'));
  expect(await search(await openSqliteStore(file))).toEqual(expected);
});

test('a store of schema 2 is searched as a new one', async () => {
  const file = newFile();
  const texts = ['red fox fox', 'the', 'a hat', ...Array.from({ length: 150 }, (_, i) => `number ${i}`)];
  const open = () => openSqliteStore(file, { embedder: new HashEmbedder() });
  const search = async (store: PassageStore) => {
    const found = [];
    for (const query of ['red', 'fox hat 7']) found.push(await store.retrieve(query, { k: 100 }));
    await store.close();
    return found;
  };
  const written = await open();
  await written.add(texts.map((text, i) => ({ id: `${i}`, text, document: { id: 'd' }, metadata: {} })));
  await written.close();
  const database = await Database.open(file);
  const parts = database.all<{ data: Uint8Array }>('SELECT data FROM vector_part ORDER BY id').map(({ data }) => data);
  expect(parts).toHaveLength(3);
  const expected = await search(await open());
  database.run('UPDATE vector_block SET data = ?', Buffer.concat(parts));
  database.exec('DROP TABLE vector_part; PRAGMA user_version = 2');
  database.close();
  expect(await search(await open())).toEqual(expected);
});

test('an SQLite file of another application stays as it is', async () => {
  const file = newFile();
  mkdirSync(dirname(file));
  await change(file, 'CREATE TABLE theirs (a)');
  const before = readFileSync(file);
  for (const readOnly of [false, true]) {
    await expect(openSqliteStore(file, { readOnly })).rejects.toEqual(failure('unsupported-format', 'another application'));
  }
  expect(readFileSync(file)).toEqual(before);
  expect(readdirSync(dirname(file))).toEqual(['store.db']);
});

test('a file that is no database stays as it is', async () => {
  const file = newFile();
  mkdirSync(dirname(file));
  writeFileSync(file, 'plain text '.repeat(1000));
  for (const readOnly of [false, true]) {
    await expect(openSqliteStore(file, { readOnly })).rejects.toEqual(failure('store-corrupt', 'store.db'));
  }
  expect(readFileSync(file, 'utf8')).toBe('plain text '.repeat(1000));
});

test('an empty file becomes a store, but not for a reader', async () => {
  const file = newFile();
  mkdirSync(dirname(file));
  writeFileSync(file, '');
  await expect(openSqliteStore(file, { readOnly: true })).rejects.toEqual(failure('unsupported-format', 'empty'));
  const store = await openSqliteStore(file);
  expect(await store.add(passages)).toMatchObject({ added: 50 });
  await store.close();
});

test('a store that is cut off or overwritten', async () => {
  const file = await makeStore();
  const bytes = readFileSync(file);
  const use = async () => {
    const store = await openSqliteStore(file);
    try {
      await store.retrieve('word', { k: 100 });
    } finally {
      await store.close();
    }
  };
  writeFileSync(file, bytes.subarray(0, bytes.length / 2));
  await expect(use()).rejects.toEqual(failure('store-corrupt'));
  writeFileSync(file, Buffer.from(bytes).fill(0x5a, 4096));
  await expect(use()).rejects.toEqual(failure('store-corrupt'));
  writeFileSync(file, bytes);
  await use();
});

test('a block that is missing or damaged', async () => {
  const file = await makeStore();
  for (const [sql, message] of [
    ["UPDATE bm25_block SET data = x'0102'", /postings is damaged/],
    ['DELETE FROM bm25_block', /misses block 1 of bm25_block/],
  ] as const) {
    await change(file, sql);
    const store = await openSqliteStore(file);
    await expect(store.retrieve('word', { k: 1 })).rejects.toEqual(failure('store-corrupt', message));
    await expect(store.retrieve('word', { k: 1 })).rejects.toEqual(failure('store-corrupt', message));
    expect(await store.get(['p1'])).toHaveLength(1);
    await store.close();
  }
});

test('vectors or their codes that are missing or damaged', async () => {
  const embedder = new HashEmbedder();
  const file = await makeStore({ embedder });
  for (const [sql, message] of [
    ["UPDATE vector_part SET data = x'01020304'", /has a damaged part 0 of the vectors of block 1/],
    ['DELETE FROM vector_part', /misses part 0 of the vectors of block 1/],
    ["UPDATE vector_block SET data = x'0102'", /Codes of 50 vectors have 2 bytes instead of/],
    ['DELETE FROM vector_block', /misses block 1 of vector_block/],
  ] as const) {
    await change(file, sql);
    const store = await openSqliteStore(file, { embedder });
    await expect(store.retrieve('word', { k: 1 })).rejects.toEqual(failure('store-corrupt', message));
    expect(await store.retrieve('word', { k: 1, mode: 'bm25' })).toHaveLength(1);
    await store.close();
  }
});

test('paths that cannot be', async () => {
  mkdirSync(join(folder, 'taken'));
  await expect(openSqliteStore(join(folder, 'taken'))).rejects.toEqual(failure('unreadable-file', 'is a folder'));
  const file = await makeStore();
  await expect(openSqliteStore(join(file, 'below.db'))).rejects.toEqual(failure('unreadable-file', 'below.db'));
  const missing = newFile();
  await expect(openSqliteStore(missing, { readOnly: true })).rejects.toEqual(failure('not-found', 'store.db'));
  expect(existsSync(missing)).toBe(false);
});

test('a reader needs no right to write', async () => {
  const file = await makeStore();
  chmodSync(file, 0o444);
  chmodSync(dirname(file), 0o555);
  const reader = await openSqliteStore(file, { readOnly: true });
  expect(await reader.retrieve('number7', { k: 2 })).toHaveLength(1);
  await reader.close();
  expect(readdirSync(dirname(file))).toEqual(['store.db']);
  chmodSync(dirname(file), 0o755);
});

test('a failed opening leaves the store free', async () => {
  const file = await makeStore();
  const other = { id: 'other', analyze: (text: string) => [text] };
  await expect(openSqliteStore(file, { analyzer: other })).rejects.toEqual(failure('store-mismatch'));
  const store = await openSqliteStore(file);
  await store.close();
});
