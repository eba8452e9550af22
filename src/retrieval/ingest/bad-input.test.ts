import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorCode } from '../../errors.ts';
import { ingest } from './ingest.ts';
import { MemoryStore } from './memory-store.case.ts';
import { pdfOf } from './pdf-of.case.ts';

let directory: string;
let store: MemoryStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bad-'));
  store = new MemoryStore();
});
afterEach(() => rm(directory, { recursive: true }));

const put = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(directory, name), content);
  return join(directory, name);
};

const files: [string, string, string | Uint8Array, ErrorCode, RegExp][] = [
  ['an empty file', 'a.txt', '', 'invalid-input', /a\.txt is empty/],
  ['a blank file', 'a.md', ' \n\n', 'invalid-input', /a\.md has no text/],
  ['an empty HTML page', 'a.html', '<script>x()</script><nav>Menu</nav>', 'invalid-input', /no text outside scripts/],
  ['an empty JSONL file', 'a.jsonl', '\n', 'invalid-input', /a\.jsonl is empty/],
  ['a CSV file without rows', 'a.csv', 'id,text\n', 'invalid-input', /a\.csv has no rows/],
  ['an empty PDF file', 'a.pdf', '', 'invalid-input', /a\.pdf is empty/],
  ['a binary file', 'a.txt', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'unreadable-file', /a\.txt is binary/],
  ['binary rows', 'a.jsonl', Uint8Array.from([1, 2, 3, 0, 5]), 'unreadable-file', /a\.jsonl is binary/],
  ['a broken PDF', 'a.pdf', '%PDF-1.4\nnothing of the kind', 'unreadable-file', /a\.pdf is not a readable PDF/],
  ['a PDF without text', 'a.pdf', pdfOf(['']), 'unreadable-file', /a\.pdf has 1 page\(s\) but no text/],
  [
    'Latin-1 text',
    'a.txt',
    Buffer.from('Caf\xe9 au lait', 'latin1'),
    'unreadable-file',
    /a\.txt has the wrong encoding: byte 3 is not valid UTF-8/,
  ],
  [
    'a row in Latin-1',
    'a.jsonl',
    Buffer.from('{"text":"ok"}\n{"text":"Caf\xe9"}', 'latin1'),
    'unreadable-file',
    /a\.jsonl, line 2 has the wrong encoding: byte 26/,
  ],
  ['broken gzip', 'a.txt.gz', 'no gzip', 'unreadable-file', /a\.txt\.gz cannot be read/],
  ['cut-off gzip', 'a.txt.gz', gzipSync('Some text. '.repeat(1000)).subarray(0, 40), 'unreadable-file', /a\.txt\.gz cannot be read/],
  ['broken front matter', 'a.md', '---\na: [1\n---\nText', 'invalid-input', /a\.md: the front matter is not valid YAML/],
  ['front matter that is no map', 'a.md', '---\n- a\n---\nText', 'invalid-input', /a\.md: the front matter is not valid YAML/],
  [
    'a wrong date in front matter',
    'a.md',
    '---\ndate: soon\n---\nText',
    'invalid-input',
    /a\.md, front matter: field "date" is not an ISO 8601 date/,
  ],
  ['broken JSON', 'a.jsonl', '{"text":"ok"}\n{"text":', 'invalid-input', /a\.jsonl, row 2 is not valid JSON/],
  ['a row that is no object', 'a.jsonl', '["text"]', 'invalid-input', /a\.jsonl, row 1: expected an object .* got an array/],
  ['a row without text', 'a.jsonl', '{"id":"a"}', 'invalid-input', /a\.jsonl, row 1: the field "text" is missing \(its fields: id\)/],
  [
    'a row with a number as text',
    'a.jsonl',
    '\n{"text":5}',
    'invalid-input',
    /a\.jsonl, row 2: field "text" must be a string, got a number/,
  ],
  ['a row with empty text', 'a.jsonl', '{"text":" "}', 'invalid-input', /a\.jsonl, row 1: field "text" is empty/],
  [
    'a row with a wrong field',
    'a.jsonl',
    '{"text":"a","authority":"very"}',
    'invalid-input',
    /a\.jsonl, row 1: field "authority" must be a number; got "very"/,
  ],
  ['duplicate ids', 'a.jsonl', '{"id":"x","text":"a"}\n{"id":"x","text":"b"}', 'invalid-input', /Two documents have the id "x"/],
  ['a CSV row with too few cells', 'a.csv', 'id,text\na,b\nc\n', 'invalid-input', /a\.csv, row 2 \(line 3\) has another number of cells/],
  ['a CSV file with an open quotation', 'a.csv', 'id,text\na,"b\nc,d\n', 'invalid-input', /a\.csv: Quote Not Closed.*line/],
];

describe('bad files', () => {
  test.each(files)('%s', async (_, name, content, code, message) => {
    const path = await put(name, content);
    const error = await ingest([path], store).catch((thrown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/\w/) });
    expect(store.content.size).toBe(0);

    const report = await ingest([{ id: 'good', text: 'Good.' }, path], store, { skipInvalid: true });
    expect(report.invalid).toBe(1);
    expect(report.warnings[0]).toMatch(message);
    expect(store.content.has('good')).toBe(true);
  });

  test('in a directory, empty files are counted and told, and the rest is read', async () => {
    await put('a.txt', '');
    await put('b.txt', 'Text.');
    const report = await ingest([directory], store);
    expect(report).toMatchObject({
      documents: { added: 1, skipped: 1 },
      invalid: 0,
      warnings: [expect.stringContaining('a.txt is empty')],
    });
    expect((await ingest([directory], store)).documents).toMatchObject({ added: 0, unchanged: 1 });
  });

  test('good rows around bad ones are read; those of an earlier run stay while the file is not whole', async () => {
    const path = await put('a.jsonl', '{"id":"1","text":"one"}\n{"id":"2","text":"two"}\n{"id":"3","text":"three"}');
    await ingest([path], store);
    await put('a.jsonl', '{"id":"1","text":"one"}\n{"id":"2","text":2}\n{"id":"4","text":"four"}');
    const report = await ingest([path], store, { skipInvalid: true });
    expect(report).toMatchObject({ invalid: 1, documents: { added: 1, removed: 0, unchanged: 1 } });
    expect([...store.content.keys()]).toEqual(['1', '2', '3', '4']);
    await put('a.jsonl', '{"id":"1","text":"one"}\n{"id":"4","text":"four"}');
    expect((await ingest([path], store)).documents).toMatchObject({ removed: 2 });
  });

  test('repeated rows without id are left out and counted', async () => {
    const path = await put('a.jsonl', '{"text":"one"}\n{"text":"one"}\n{"text":"two"}');
    expect((await ingest([path], store)).documents).toMatchObject({ added: 2, skipped: 1 });
  });

  test('missing paths, unknown formats, wrong options', async () => {
    await expect(ingest([join(directory, 'none')], store)).rejects.toMatchObject({ code: 'not-found' });
    const path = await put('a.xyz', 'Text.');
    await expect(ingest([path], store)).rejects.toMatchObject({ code: 'unsupported-format', hint: expect.stringContaining('markdown') });
    await expect(ingest([path], store, { format: 'docx' })).rejects.toMatchObject({
      code: 'unsupported-format',
      message: expect.stringContaining('docx'),
    });
    await ingest([path], store, { format: 'text' });
    expect(store.content.size).toBe(1);
    await expect(ingest([path], store, { batchSize: 0 })).rejects.toMatchObject({
      code: 'invalid-config',
      message: expect.stringContaining('batchSize'),
    });
    await expect(ingest([path], store, { metadata: { publishedAt: 'now' } })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(ingest([{ id: '', text: 'x' }], store)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(ingest([{ id: 'x', text: ' ' }], store)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('a missing unpdf says how to install it', async () => {
    vi.doMock('unpdf', () => {
      throw Object.assign(new Error("Cannot find package 'unpdf'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    const path = await put('a.pdf', pdfOf(['Text']));
    await expect(ingest([path], store)).rejects.toMatchObject({ code: 'unsupported-format', hint: 'Install it: npm install unpdf' });
    vi.doUnmock('unpdf');
  });

  test('errors of the store are no errors of the file', async () => {
    const path = await put('a.jsonl', '{"text":"one"}');
    store.beforeWrite = () => {
      throw new Error('disk');
    };
    await expect(ingest([path], store, { skipInvalid: true })).rejects.toThrow('disk');
  });
});

describe('large files', () => {
  const peakWhile = async (action: () => Promise<unknown>) => {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 10);
    await action();
    clearInterval(timer);
    return (peak - before) / 1e6;
  };

  test('a line of 200 MB is refused, or skipped, in bounded memory', async () => {
    for (const name of ['a.jsonl', 'a.csv']) {
      const file = await open(join(directory, name), 'w');
      await file.write(name === 'a.csv' ? 'id,text\n1,first\n2,' : '{"id":"1","text":"first"}\n{"text":"');
      for (let i = 0; i < 200; i++) await file.write('x'.repeat(1 << 20));
      await file.write(name === 'a.csv' ? '\n3,last\n' : '"}\n{"id":"3","text":"last"}\n');
      await file.close();
      const line = name === 'a.csv' ? 3 : 2;
      await expect(ingest([join(directory, name)], store, { maxDocumentBytes: 1 << 20 })).rejects.toMatchObject({
        code: 'too-large',
        message: expect.stringMatching(new RegExp(`${name}, line ${line} is longer than 1048576 bytes`)),
      });
      const growth = await peakWhile(async () => {
        const report = await ingest([join(directory, name)], store, { maxDocumentBytes: 1 << 20, skipInvalid: true });
        expect(report).toMatchObject({ invalid: 1, documents: { added: name === 'a.csv' ? 0 : 2 } });
      });
      expect(growth).toBeLessThan(100);
      expect([...store.content.keys()]).toEqual(['1', '3']);
    }
  });

  test('a file over the limit is refused', async () => {
    const path = await put('a.txt', 'x'.repeat(2000));
    await expect(ingest([path], store, { maxDocumentBytes: 1000 })).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('1000 bytes'),
    });
    const bomb = await put('b.txt.gz', gzipSync(Buffer.alloc(1 << 24, 'x')));
    await expect(ingest([bomb], store, { maxDocumentBytes: 1 << 20 })).rejects.toMatchObject({ code: 'too-large' });
  });

  test('100,000 rows stream', async () => {
    const file = await open(join(directory, 'a.jsonl'), 'w');
    for (let i = 0; i < 100_000; i += 1000) {
      const lines = Array.from({ length: 1000 }, (_, j) => `{"id":"r${i + j}","text":"Row ${i + j} ${`w${i + j} `.repeat(100)}"}\n`);
      await file.write(lines.join(''));
    }
    await file.close();
    let passages = 0;
    const counting = new MemoryStore();
    counting.add = async (batch) => {
      let added = 0;
      for await (const _ of batch) added++;
      passages += added;
      return { added, updated: 0, unchanged: 0 };
    };
    const growth = await peakWhile(() => ingest([join(directory, 'a.jsonl')], counting, { nearDuplicates: false }));
    expect(passages).toBe(100_000);
    // The file has 70 MB; what remains is the ledger, about 300 bytes a document.
    expect(growth).toBeLessThan(250);
  });
});
