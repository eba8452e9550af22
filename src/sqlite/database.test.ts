import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Database } from './database.ts';
import { translateSqliteError } from './sqlite-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-sqlite-'));
let number = 0;
const newFile = () => join(folder, `${++number}.db`);
const failure = (code: string) => expect.objectContaining({ code, hint: expect.stringMatching(/./), cause: expect.any(Error) });

afterAll(() => rmSync(folder, { recursive: true }));

test('values come back as they went in', async () => {
  const database = await Database.open(newFile());
  database.exec('CREATE TABLE t (a, b, c, d, e)');
  const values = ['ü 😀', 2 ** 53 - 1, 0.1, null, Uint8Array.of(0, 255, 7)] as const;
  expect(database.run('INSERT INTO t VALUES (?, ?, ?, ?, ?)', ...values)).toBe(1);
  const row = database.get<Record<string, unknown>>('SELECT * FROM t')!;
  expect([row.a, row.b, row.c, row.d]).toEqual(values.slice(0, 4));
  expect(Uint8Array.from(row.e as Uint8Array)).toEqual(values[4]);
  expect(database.get('SELECT * FROM t WHERE a = ?', 'other')).toBeUndefined();
  expect(database.all('SELECT b FROM t UNION ALL SELECT 3')).toEqual([{ b: 2 ** 53 - 1 }, { b: 3 }]);
  expect(database.run('DELETE FROM t WHERE a = ?', 'other')).toBe(0);
  database.close();
});

test('a transaction that throws leaves nothing', async () => {
  const database = await Database.open(newFile());
  database.exec('CREATE TABLE t (a)');
  const failing = () =>
    database.transaction('immediate', () => {
      database.run('INSERT INTO t VALUES (1)');
      throw new Error('stop');
    });
  expect(failing).toThrow('stop');
  expect(database.transaction('deferred', () => database.get('SELECT count(*) AS n FROM t'))).toEqual({ n: 0 });
  database.transaction('immediate', () => database.run('INSERT INTO t VALUES (2)'));
  expect(database.all('SELECT a FROM t')).toEqual([{ a: 2 }]);
  database.close();
});

test('a lock that another connection holds', async () => {
  const file = newFile();
  const one = await Database.open(file);
  const other = await Database.open(file, { busyTimeout: 0 });
  one.transaction('immediate', () => {
    expect(() => other.transaction('immediate', () => {})).toThrow(failure('store-locked'));
  });
  other.transaction('immediate', () => {});
  one.close();
  other.close();
});

test('no more room', async () => {
  const database = await Database.open(newFile());
  database.exec('CREATE TABLE t (a); PRAGMA max_page_count = 20');
  const fill = () => {
    for (;;) database.transaction('immediate', () => database.run('INSERT INTO t VALUES (?)', new Uint8Array(10_000)));
  };
  expect(fill).toThrow(failure('disk-full'));
  expect(database.get<{ n: number }>('SELECT count(*) AS n FROM t')!.n).toBeGreaterThan(3);
  database.close();
});

test('files that are no database, cannot be found or cannot be written', async () => {
  const text = newFile();
  writeFileSync(text, 'plain text '.repeat(500));
  const foreign = await Database.open(text);
  expect(() => foreign.all('SELECT * FROM sqlite_schema')).toThrow(failure('store-corrupt'));
  foreign.close();

  const directory = newFile();
  mkdirSync(directory);
  await expect(Database.open(directory)).rejects.toEqual(failure('unreadable-file'));
  await expect(Database.open(newFile(), { readOnly: true })).rejects.toEqual(failure('unreadable-file'));

  const file = newFile();
  (await Database.open(file)).exec('CREATE TABLE t (a)');
  const readOnly = await Database.open(file, { readOnly: true });
  expect(() => readOnly.run('INSERT INTO t VALUES (1)')).toThrow(failure('unreadable-file'));
  readOnly.close();
});

test('a damaged database', async () => {
  const file = newFile();
  const database = await Database.open(file);
  database.exec('CREATE TABLE t (a)');
  for (let i = 0; i < 200; i++) database.run('INSERT INTO t VALUES (?)', new Uint8Array(2000));
  database.close();
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, 4096, 200_000));
  const damaged = await Database.open(file);
  expect(() => damaged.all('SELECT * FROM t')).toThrow(failure('store-corrupt'));
  damaged.close();
});

test('both drivers name the same codes', () => {
  const better = (code: string) => Object.assign(new Error('x'), { code });
  const builtin = (errcode: number) => Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode });
  for (const [name, errcode, code] of [
    ['SQLITE_BUSY_SNAPSHOT', 517, 'store-locked'],
    ['SQLITE_LOCKED', 6, 'store-locked'],
    ['SQLITE_CORRUPT_INDEX', 779, 'store-corrupt'],
    ['SQLITE_NOTADB', 26, 'store-corrupt'],
    ['SQLITE_FULL', 13, 'disk-full'],
    ['SQLITE_IOERR_READ', 266, 'unreadable-file'],
    ['SQLITE_READONLY_DIRECTORY', 1544, 'unreadable-file'],
  ] as const) {
    expect(translateSqliteError(better(name), folder)).toEqual(failure(code));
    expect(translateSqliteError(builtin(errcode), folder)).toEqual(failure(code));
  }
  for (const other of [better('SQLITE_CONSTRAINT_UNIQUE'), builtin(2067), new TypeError('x'), 'text']) {
    expect(translateSqliteError(other, folder)).toBe(other);
  }
});
