import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { PassageStore } from '../store/store.ts';
import { ingest } from './ingest.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ingest-sqlite-'));
});
afterEach(() => rm(directory, { recursive: true }));

const text = (i: number) => `Document ${i}. ${Array.from({ length: 60 }, (_, j) => `term${(i * 7919 + j * 31) % 5000}`).join(' ')}.`;
const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ id: `d${i % 5 === 0 ? `/ü${i}` : i}`, text: text(i) })).join('\n');
const ids = async (store: PassageStore) => {
  const found: string[] = [];
  for await (const { id } of store.passages()) found.push(id);
  return found.sort();
};

describe('ingest into SQLite', () => {
  test('add, search, change, remove over several openings', async () => {
    const file = join(directory, 'a.db');
    const docs = join(directory, 'docs.jsonl');
    await writeFile(docs, rows(50));
    let store = await openSqliteStore(file, { embedder: null });
    expect((await ingest([docs, { id: 'copy', text: `${text(3)} Indeed.` }], store)).documents).toMatchObject({ added: 51 });
    const [found] = await store.retrieve('Document 7', { k: 1, filter: { field: 'document.id', eq: 'd7' } });
    expect(found!.passage.text).toBe(text(7));
    const [a, b] = await store.get(['d3', 'copy']);
    expect(a!.duplicateCluster).toMatch(/^near-/);
    expect(b!.duplicateCluster).toBe(a!.duplicateCluster);
    await store.close();

    store = await openSqliteStore(file, { embedder: null });
    expect((await ingest([docs], store)).documents).toEqual({ added: 0, updated: 0, unchanged: 50, removed: 0, skipped: 0 });
    await writeFile(docs, rows(40).replace('Document 7.', 'Document seven.'));
    expect((await ingest([docs], store)).documents).toEqual({ added: 0, updated: 1, unchanged: 39, removed: 10, skipped: 0 });
    expect(await store.count()).toBe(41);
    await store.delete(['d8']);
    expect((await ingest([docs], store)).passages.added).toBe(1);
    expect(await store.count()).toBe(41);
    await store.close();
  });

  test('kill -9 at random moments: the store opens, nothing that was there is lost, the next run completes it', async () => {
    const docs = join(directory, 'docs.jsonl');
    const file = join(directory, 'killed.db');
    const count = 3000;
    await writeFile(docs, rows(count));
    const script = join(directory, 'run.mjs');
    const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
    await writeFile(
      script,
      `import { ingest } from ${source('./ingest.ts')};
       import { openSqliteStore } from ${source('../store/sqlite/sqlite-store.ts')};
       const store = await openSqliteStore(${JSON.stringify(file)}, { embedder: null });
       await ingest([${JSON.stringify(docs)}], store, { batchSize: 100, onProgress: () => console.log('batch') });
       await store.close();`,
    );
    let before: string[] = [];
    let kills = 0;
    let partial = 0;
    for (let run = 0; run < 12; run++) {
      const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = once(child, 'close');
      // Some time after the first, second or third batch of this run, within the next ones.
      let batches = 0;
      child.stdout.on('data', (data: Buffer) => {
        batches += data.toString().split('batch').length - 1;
        if (batches > run % 3) setTimeout(() => child.kill('SIGKILL'), ((run * 37) % 12) * 2);
      });
      const [, signal] = await closed;
      if (signal === 'SIGKILL') kills++;
      const store = await openSqliteStore(file, { embedder: null });
      const now = await ids(store);
      expect(before.filter((id) => !now.includes(id))).toEqual([]);
      before = now;
      if (now.length > 0 && now.length < count) partial++;
      await store.close();
    }
    expect(kills).toBeGreaterThan(4);
    expect(partial).toBeGreaterThan(4);
    const store = await openSqliteStore(file, { embedder: null });
    await ingest([docs], store);
    expect(await store.count()).toBe(count);
    expect((await ingest([docs], store)).documents).toMatchObject({ added: 0, updated: 0, unchanged: count, removed: 0 });
    await store.close();
  }, 240_000);
});
