import { describe, expect, test } from 'vitest';
import { markdown, markdownHeadings } from './markdown.ts';

const titles = (text: string) => markdownHeadings(text).map(({ level, text: heading }) => `${level} ${heading}`);

describe('markdownHeadings', () => {
  test('ATX and setext, without markup', () => {
    expect(titles('# One\n\nText\n\n## Two ##\nThree\n---\n#### [Four](x.md) `code` **bold** {#id}\n#No heading\n\n# \n')).toEqual([
      '1 One',
      '2 Two',
      '2 Three',
      '4 Four code bold',
    ]);
  });

  test('not in fenced code, tables, lists or below longer paragraphs', () => {
    expect(
      titles(
        '```sh\n# comment\n~~~\n# still\n```\n# Yes\n~~~~\n# no\n~~~\n# no\n~~~~\n- item\n---\nLine one\nline two\n---\n| a |\n|---|\n',
      ),
    ).toEqual(['1 Yes']);
  });

  test('offsets cover the heading with its underline, also with CRLF', () => {
    const text = 'Intro\r\n\r\nTitle\r\n=====\r\nBody';
    expect(markdownHeadings(text).map(({ start, end }) => text.slice(start, end).trim())).toEqual(['Title\r\n=====']);
  });
});

const read = async (content: string) => {
  const source = { name: 'a.md', id: 'a', title: 'file name', open: () => [Buffer.from(content)] as unknown as AsyncIterable<Uint8Array> };
  for await (const document of markdown.read(source, { maxDocumentBytes: 1e6, onInvalid: () => {} })) return document!;
  throw new Error('no document');
};

describe('markdown', () => {
  test('front matter gives fields; the text stays that of the file', async () => {
    const content = '\ufeff---\r\ntitle: T\r\ntags: [a, b]\r\nversion: 2.10\r\ndate: 2024-01-02\r\n---\r\nBody.\n---\nMore.';
    const document = await read(content);
    expect(document).toMatchObject({ id: 'a', title: 'T', version: '2.10', metadata: { tags: ['a', 'b'], publishedAt: '2024-01-02' } });
    expect(document.text.slice(document.bodyStart)).toBe('Body.\n---\nMore.');
  });

  test('the title is the first heading where it is the highest, else the name of the file', async () => {
    expect((await read('# Head\nText')).title).toBe('Head');
    expect((await read('## Sub\nText')).title).toBe('file name');
    expect((await read('---\n---\n# Head\nText')).title).toBe('Head');
  });

  test('a rule at the beginning is no front matter', async () => {
    expect((await read('----\n\nText')).bodyStart).toBe(0);
    expect((await read('---\n\nText without end')).bodyStart).toBe(0);
  });
});
