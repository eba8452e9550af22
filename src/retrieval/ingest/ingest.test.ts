import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Progress } from '../../progress.ts';
import { ingest } from './ingest.ts';
import { MemoryStore } from './memory-store.case.ts';

let directory: string;
let store: MemoryStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ingest-'));
  store = new MemoryStore();
});
afterEach(() => rm(directory, { recursive: true }));

const put = async (name: string, content: string) => {
  const path = join(directory, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
};
const rows = (...objects: unknown[]) => objects.map((row) => JSON.stringify(row)).join('\n');
const paragraph = (seed: number) => Array.from({ length: 40 }, (_, i) => `term${seed}x${i}`).join(' ');

describe('ingest', () => {
  test('documents of the caller', async () => {
    const report = await ingest(
      [
        {
          id: 'a/ü#1 日本',
          text: 'Ada wrote it.',
          title: 'Ada',
          version: '2',
          uri: 'https://x.y/z',
          metadata: { publishedAt: '2024-01-02T00:00:00Z', acl: 'staff' },
        },
      ],
      store,
      { metadata: { source: 'wiki', publishedAt: '1999' } },
    );
    expect(report).toMatchObject({
      documents: { added: 1, updated: 0, unchanged: 0, removed: 0, skipped: 0 },
      passages: { added: 1 },
      invalid: 0,
      warnings: [],
    });
    expect([...store.content.values()]).toEqual([
      {
        id: 'a/ü#1 日本',
        text: 'Ada wrote it.',
        title: 'Ada',
        document: { id: 'a/ü#1 日本', version: '2', uri: 'https://x.y/z' },
        span: { start: 0, end: 13 },
        metadata: { source: 'wiki', publishedAt: '2024-01-02T00:00:00.000Z', acl: ['staff'] },
      },
    ]);
  });

  test('a directory: every known format, sorted; dot files, node_modules and unknown extensions left out', async () => {
    await put('b.md', '---\ndocumentId: handbook\nauthority: 2\nversion: 1.10\n---\n# Handbook\nBe kind.\n');
    await put('a-note_1.txt', 'A note.');
    await put('sub/page.html', '<title>Page</title><p>Some text.');
    await put('rows.csv', 'id,title,text,year\nr1,One,"First, row",2001\nr2,Two,Second row,2002\n');
    await put('rows.tsv', 'id\ttext\nt1\ta "quoted" cell\n');
    await put('rows.jsonl', rows({ _id: 'j1', title: 'J', text: 'Row', metadata: { lang: 'en' } }, { contents: 'No id' }));
    await put('image.png', 'x');
    await put('x.bin', 'x');
    await put('y.bin', 'x');
    await put('.hidden/a.txt', 'hidden');
    await put('node_modules/a.txt', 'hidden');
    await put('empty.txt', '');
    const report = await ingest([directory], store);
    expect(report.documents).toEqual({ added: 8, updated: 0, unchanged: 0, removed: 0, skipped: 4 });
    expect(report.warnings).toEqual([
      expect.stringContaining('1 file(s) of unknown format ".png" left out'),
      expect.stringContaining('2 file(s) of unknown format ".bin" left out'),
      expect.stringContaining('empty.txt is empty.'),
    ]);
    const byTitle = Object.fromEntries([...store.content.values()].map((passage) => [passage.title ?? passage.text, passage]));
    expect(byTitle.Handbook).toMatchObject({ id: 'handbook', text: 'Be kind.', document: { version: '1.10' }, metadata: { authority: 2 } });
    expect(byTitle['a note 1']).toMatchObject({
      id: `${directory}/a-note_1.txt`,
      text: 'A note.',
      document: { uri: `file://${directory}/a-note_1.txt` },
    });
    expect(byTitle.Page).toMatchObject({ text: 'Some text.' });
    expect(byTitle.One).toMatchObject({ id: 'r1', text: 'First, row', metadata: { year: 2001 } });
    expect(byTitle['a "quoted" cell']).toMatchObject({ id: 't1' });
    expect(byTitle.J).toMatchObject({ id: 'j1', metadata: { lang: 'en' } });
    expect(byTitle['No id']!.id).toMatch(/rows\.jsonl:[0-9a-f]{12}$/);
  });

  test('a second run touches only what changed', async () => {
    const long = (change = '') =>
      Array.from({ length: 12 }, (_, i) => `${i === 6 ? change : ''}${paragraph(i)}. ${paragraph(100 + i)}.`).join('\n\n');
    await put('long.md', long());
    await put('same.txt', 'Stays as it is.');
    await put('rows.jsonl', rows({ id: 'r1', text: 'One fish' }, { id: 'r2', text: 'Two fish' }, { id: 'r3', text: 'Red fish' }));
    const first = await ingest([directory], store);
    expect(first.documents.added).toBe(5);
    store.written.length = 0;
    const again = await ingest([directory], store);
    expect(again.documents).toEqual({ added: 0, updated: 0, unchanged: 5, removed: 0, skipped: 0 });
    expect(again.passages).toEqual({ added: 0, updated: 0, unchanged: first.passages.added });
    expect(store.written).toEqual([]);

    await put('long.md', long('Something new here. '));
    await put('rows.jsonl', rows({ id: 'r0', text: 'Blue fish' }, { id: 'r1', text: 'One fish' }, { id: 'r3', text: 'Red herring' }));
    const third = await ingest([directory], store);
    expect(third.documents).toEqual({ added: 1, updated: 2, unchanged: 2, removed: 1, skipped: 0 });
    expect(store.content.has('r2')).toBe(false);
    expect(store.content.get('r3')!.text).toBe('Red herring');
    const changedText = store.written.filter((id) => id.includes('long.md') && store.content.get(id)!.text.includes('Something new'));
    expect(changedText.length).toBeGreaterThan(0);
    const texts = [...store.content.values()].filter(({ document }) => document.id.endsWith('long.md'));
    expect(texts.every(({ text, span }) => long('Something new here. ').slice(span!.start, span!.end) === text)).toBe(true);
  });

  test('other options make the passages anew', async () => {
    await put('a.txt', `${paragraph(1)}. ${paragraph(2)}. ${paragraph(3)}.`);
    await ingest([directory], store);
    expect(store.content.size).toBe(1);
    const report = await ingest([directory], store, { chunk: { maxSize: 50 } });
    expect(report.documents.updated).toBe(1);
    expect(store.content.size).toBe(3);
    await ingest([directory], store, { chunk: false });
    expect([...store.content.keys()]).toEqual([`${directory}/a.txt`]);
  });

  test('files removed from a directory leave; others, and documents of the caller, stay', async () => {
    await put('docs/a.txt', 'Alpha text.');
    await put('docs/sub/b.txt', 'Beta text.');
    await put('other/c.txt', 'Gamma text.');
    await ingest([join(directory, 'docs'), join(directory, 'other'), { id: 'own', text: 'Own text.' }], store);
    await rm(join(directory, 'docs/sub/b.txt'));
    await rm(join(directory, 'other/c.txt'));
    const report = await ingest([join(directory, 'docs')], store);
    expect(report.documents).toEqual({ added: 0, updated: 0, unchanged: 1, removed: 1, skipped: 0 });
    expect([...store.content.keys()].sort()).toEqual([`${directory}/docs/a.txt`, `${directory}/other/c.txt`, 'own']);
    await rename(join(directory, 'docs/a.txt'), join(directory, 'docs/z.txt'));
    expect((await ingest([join(directory, 'docs')], store)).documents).toMatchObject({ added: 1, removed: 1 });
    expect([...store.content.keys()].sort()).toEqual([`${directory}/docs/z.txt`, `${directory}/other/c.txt`, 'own']);
  });

  test('a document that moves to another file stays', async () => {
    await put('a.jsonl', rows({ id: 'r1', text: 'One fish' }, { id: 'r2', text: 'Two fish' }));
    await put('b.jsonl', rows({ id: 'r3', text: 'Red fish' }));
    await ingest([directory], store);
    await put('a.jsonl', rows({ id: 'r1', text: 'One fish' }));
    await put('b.jsonl', rows({ id: 'r3', text: 'Red fish' }, { id: 'r2', text: 'Two fish' }));
    await ingest([directory], store);
    expect([...store.content.keys()].sort()).toEqual(['r1', 'r2', 'r3']);
    expect((await ingest([directory], store)).documents).toEqual({ added: 0, updated: 0, unchanged: 3, removed: 0, skipped: 0 });
    await rm(join(directory, 'a.jsonl'));
    await ingest([directory], store);
    expect([...store.content.keys()].sort()).toEqual(['r2', 'r3']);
  });

  test('passages that somebody else deleted come back', async () => {
    await put('a.txt', 'Alpha text.');
    await ingest([directory, { id: 'own', text: 'Own text.' }], store);
    await store.add([{ id: 'foreign', text: 'Not ingested.', document: { id: 'foreign' }, metadata: {} }]);
    await store.delete([`${directory}/a.txt`]);
    await ingest([directory], store);
    expect([...store.content.keys()].sort()).toEqual([`${directory}/a.txt`, 'foreign', 'own']);
  });

  test('standard input', async () => {
    const stdin = async function* () {
      yield Buffer.from('{"id":"a","text":"Alpha"}\n{"id":"b",');
      yield Buffer.from('"text":"Beta"}');
    };
    await ingest(['-'], store, { format: 'jsonl', stdin: stdin() });
    expect([...store.content.keys()]).toEqual(['a', 'b']);
    await expect(ingest(['-'], store, { stdin: stdin() })).rejects.toMatchObject({
      code: 'invalid-config',
      hint: expect.stringContaining('--format'),
    });
  });

  test('a kill at any write loses nothing that was committed, and the next run completes the rest', async () => {
    const texts = Array.from({ length: 30 }, (_, i) => ({
      id: `d${i}`,
      text: `${paragraph(i % 20)}. ${paragraph(200 + i)}. ${paragraph(300 + i)}.`,
    }));
    await put('rows.jsonl', rows(...texts));
    const options = { batchSize: 7, chunk: { maxSize: 60 } };
    const expected = new MemoryStore();
    await ingest([directory], expected, options);
    const later = texts.slice(5).map((row, i) => (i % 3 === 0 ? { ...row, text: `Now ${row.text}` } : row));
    for (let kill = 0; kill < 200; kill += 3) {
      await put('rows.jsonl', rows(...texts));
      const broken = new MemoryStore();
      let writes = 0;
      broken.beforeWrite = () => {
        if (writes++ === kill) throw new Error('killed');
      };
      const killed = await ingest([directory], broken, options).then(
        () => false,
        (error: Error) => error.message === 'killed',
      );
      const before = [...broken.content.keys()];
      broken.beforeWrite = () => {};
      if (kill % 2 === 0) {
        await put('rows.jsonl', rows(...later));
        await ingest([directory], broken, options);
        const fresh = new MemoryStore();
        await ingest([directory], fresh, options);
        expect([...broken.content.keys()].sort()).toEqual([...fresh.content.keys()].sort());
      } else {
        await ingest([directory], broken, options);
        expect(before.every((id) => broken.content.has(id))).toBe(true);
        expect([...broken.content.keys()].sort()).toEqual([...expected.content.keys()].sort());
      }
      if (!killed) return;
    }
    throw new Error('no run was long enough to end');
  });

  test('an abort stops, the next run goes on', async () => {
    const controller = new AbortController();
    const documents = function* () {
      for (let i = 0; i < 100; i++) {
        if (i === 50) controller.abort();
        yield { id: `d${i}`, text: paragraph(i) };
      }
    };
    await expect(ingest(documents(), store, { signal: controller.signal, batchSize: 20 })).rejects.toMatchObject({
      code: 'aborted',
      exitCode: 130,
    });
    expect(store.content.size).toBe(40);
    const report = await ingest(documents(), store, { batchSize: 20 });
    expect(report.documents).toMatchObject({ added: 60, unchanged: 40 });
  });

  test('progress counts documents; the total is estimated from the bytes read', async () => {
    await put('rows.jsonl', rows(...Array.from({ length: 50 }, (_, i) => ({ id: `d${i}`, text: paragraph(i) }))));
    const seen: Progress[] = [];
    await ingest([directory], store, { batchSize: 10, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ stage: 'ingest', done: 50, total: 50 });
    expect(seen.map(({ done }) => done)).toEqual([10, 20, 30, 40, 50, 50]);
  });

  test('two ingests of one store wait for each other, and many small ones stay readable', async () => {
    await Promise.all([ingest([{ id: 'a', text: paragraph(1) }], store), ingest([{ id: 'b', text: paragraph(1) }], store)]);
    expect(new Set([...store.content.values()].map(({ duplicateCluster }) => duplicateCluster)).size).toBe(1);
    for (let i = 0; i < 150; i++) await ingest([{ id: `d${i}`, text: paragraph(i) }], store);
    expect([...store.state.keys()].length).toBeLessThan(80);
    expect((await ingest([{ id: 'd7', text: paragraph(7) }], store)).documents).toMatchObject({ added: 0, unchanged: 1 });
  });

  test('near duplicates of this and of earlier runs share a cluster', async () => {
    const [a, b] = [`${paragraph(1)}. ${paragraph(2)}.`, `${paragraph(8)}. ${paragraph(9)}.`];
    await ingest(
      [
        { id: 'a', text: a },
        { id: 'a2', text: `Indeed, ${a} End.` },
        { id: 'x', text: paragraph(30) },
      ],
      store,
      { batchSize: 1 },
    );
    await ingest([{ id: 'b', text: b }], store);
    const cluster = (id: string) => store.content.get(id)!.duplicateCluster;
    expect(cluster('a')).toMatch(/^near-/);
    expect(cluster('a2')).toBe(cluster('a'));
    expect([cluster('x'), cluster('b')]).toEqual([undefined, undefined]);
    await ingest([{ id: 'b2', text: `${b} And more.` }], store);
    expect(cluster('b2')).toMatch(/^near-/);
    expect(cluster('b')).toBe(cluster('b2'));
    expect(cluster('b')).not.toBe(cluster('a'));
    // A passage that is near to both makes one cluster of the two.
    await ingest([{ id: 'ab', text: `${a} ${b}` }], store);
    expect(new Set(['a', 'a2', 'b', 'b2', 'ab'].map(cluster)).size).toBe(1);
    await ingest([{ id: 'off', text: `${paragraph(1)}. ${paragraph(2)}.` }], store, { nearDuplicates: false });
    expect(cluster('off')).toBeUndefined();
  });

  test('neighbours that repeat a sentence are no duplicates', async () => {
    const text = Array.from({ length: 6 }, (_, i) => `${paragraph(i).slice(0, 60)}.`).join(' ');
    await ingest([{ id: 'a', text }], store, { chunk: { maxSize: 20, overlap: 1 } });
    expect(store.content.size).toBeGreaterThan(2);
    expect([...store.content.values()].every(({ duplicateCluster }) => duplicateCluster === undefined)).toBe(true);
  });
});
