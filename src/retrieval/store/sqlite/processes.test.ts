import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { NewPassage } from '../store.ts';
import { openSqliteStore } from './sqlite-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-processes-'));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

const passage = (number: number): NewPassage => ({
  id: `p${number}`,
  text: `word number${number}`,
  document: { id: 'd' },
  metadata: { even: number % 2 === 0 },
  vector: [Math.cos(number), Math.sin(number)],
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** Runs a store in another process; the script has `store` and says what it finds with `answer`. */
async function inOtherProcess(file: string, readOnly: boolean, script: string) {
  const code = `
    import { openSqliteStore } from ${JSON.stringify(new URL('./sqlite-store.ts', import.meta.url).href)};
    const answer = (value) => process.send(value);
    try {
      const store = await openSqliteStore(${JSON.stringify(file)}, { readOnly: ${readOnly} });
      ${script}
    } catch (error) {
      answer({ code: error.code, message: error.message, hint: error.hint });
    }`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  const first = (await once(child, 'message'))[0];
  const ask = async (query: string) => {
    const reply = once(child, 'message');
    child.send(query);
    return (await reply)[0];
  };
  return { child, first, ask };
}

const answering = `
  process.on('message', async (query) => {
    const find = async (mode, filter) =>
      (await store.retrieve(query, { k: 1000, mode, filter, vector: Float32Array.of(1, 0) })).map(({ passage }) => passage.id).sort();
    answer({ bm25: await find('bm25'), dense: await find('dense'), even: await find('bm25', { field: 'even', eq: true }), count: await store.count() });
  });
  answer('ready');`;

test('readers in other processes find what the writer has committed', async () => {
  const file = join(folder, 'readers.db');
  const store = await openSqliteStore(file);
  await store.add(range(0, 5).map(passage));
  const readers = await Promise.all([inOtherProcess(file, true, answering), inOtherProcess(file, true, answering)]);
  const expectAll = async (numbers: number[]) => {
    const ids = numbers.map((number) => `p${number}`).sort();
    const even = numbers
      .filter((number) => number % 2 === 0)
      .map((number) => `p${number}`)
      .sort();
    for (const { ask } of readers) expect(await ask('word')).toEqual({ bm25: ids, dense: ids, even, count: ids.length });
  };
  await expectAll(range(0, 5));
  await store.add(range(5, 9).map(passage));
  await expectAll(range(0, 9));
  // As many small adds as make merges due.
  for (const number of range(9, 40)) await store.add([passage(number)]);
  await expectAll(range(0, 40));
  await store.delete(range(3, 30).map((number) => `p${number}`));
  await expectAll([...range(0, 3), ...range(30, 40)]);
  await store.close();
  await expectAll([...range(0, 3), ...range(30, 40)]);
  const again = await openSqliteStore(file);
  await again.add([passage(100)]);
  await expectAll([...range(0, 3), ...range(30, 40), 100]);
  await again.close();
});

test('a reader meets no half-done change while the writer is at work', async () => {
  const file = join(folder, 'busy.db');
  const store = await openSqliteStore(file);
  await store.add(range(0, 8).map(passage));
  const { ask } = await inOtherProcess(file, true, answering);
  let writing = true;
  const write = async () => {
    for (let round = 1; round < 40; round++) {
      await store.add(range(round * 8, round * 8 + 8).map(passage));
      if (round % 4 === 0) await store.delete(range((round - 3) * 8, (round - 1) * 8).map((number) => `p${number}`));
    }
    writing = false;
  };
  const read = async () => {
    let answers = 0;
    for (; writing || answers === 0; answers++) {
      const { bm25, dense } = await ask('word');
      // Every commit adds or deletes multiples of eight.
      expect(bm25.length % 8).toBe(0);
      expect(dense.length % 8).toBe(0);
    }
    return answers;
  };
  const [, answers] = await Promise.all([write(), read()]);
  expect(answers).toBeGreaterThan(0);
  expect((await ask('word')).count).toBe(await store.count());
  await store.close();
});

test('a second writer is refused, in this process and in another', async () => {
  const file = join(folder, 'locked.db');
  const store = await openSqliteStore(file);
  const refusal = { code: 'store-locked', message: expect.stringContaining(file), hint: expect.stringContaining('read-only') };
  await expect(openSqliteStore(file)).rejects.toEqual(expect.objectContaining(refusal));
  const { first } = await inOtherProcess(file, false, '');
  expect(first).toEqual(refusal);
  await store.add([passage(1)]);
  await store.close();
  const next = await inOtherProcess(file, false, 'answer(await store.count());');
  expect(next.first).toBe(1);
});

test('a killed writer leaves the store free', async () => {
  const file = join(folder, 'killed.db');
  const { child, first } = await inOtherProcess(file, false, 'answer("open"); setInterval(() => {}, 1000);');
  expect(first).toBe('open');
  await expect(openSqliteStore(file)).rejects.toEqual(expect.objectContaining({ code: 'store-locked' }));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openSqliteStore(file);
  await store.add([passage(1)]);
  await store.close();
});
