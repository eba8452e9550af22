import { describe, expect, test } from 'vitest';
import { html, readableText } from './html.ts';

const page = `<!doctype html><html><head><meta charset="utf-8"><title>The  Title &amp; more</title>
<meta name="description" content="About it"><meta property="article:published_time" content="2024-05-31T10:00:00+02:00">
<link rel="canonical" href="https://example.org/page"><style>p { color: red }</style><script>var x = "<p>no</p>";</script></head>
<body><header>Site header</header><nav><ul><li>Home</li></ul></nav>
<h1>Main <em>heading</em></h1><p>First <b>bold</b>text,
wrapped &lt;here&gt;.<br>New line.</p>
<div hidden>secret</div><aside>Related</aside>
<h2>List</h2><ul><li>One</li><li>Two<ol><li>Inner</li></ol></li></ul>
<table><tr><th>Name</th><th>Age</th></tr><tr><td>Ada</td><td>36</td></tr></table>
<pre>a
  b</pre><svg><text>picture</text></svg><footer>Footer</footer></body></html>`;

describe('readableText', () => {
  test('keeps headings, paragraphs, lists and tables; drops the rest', () => {
    const result = readableText(page);
    expect(result.text).toBe(
      'Main heading\n\nFirst boldtext, wrapped <here>.\nNew line.\n\nList\n\n- One\n- Two\n  1. Inner\n\nName | Age\nAda | 36\n\na\n  b',
    );
    expect(result).toMatchObject({
      title: 'The Title & more',
      description: 'About it',
      publishedAt: '2024-05-31T08:00:00.000Z',
      url: 'https://example.org/page',
    });
    expect(result.headings.map(({ start, end, level }) => [result.text.slice(start, end), level])).toEqual([
      ['Main heading', 1],
      ['List', 2],
    ]);
  });

  test('survives markup that is not closed or not nested', () => {
    expect(readableText('<p>One<p>Two<b>Three</p><script>x').text).toBe('One\n\nTwoThree');
    expect(readableText('plain & simple').text).toBe('plain & simple');
    expect(readableText('</div></ul><li>x').text).toBe('- x');
  });

  test('a date of another form is left out', () => {
    expect(readableText('<meta name="date" content="May 2024"><p>x').publishedAt).toBeUndefined();
  });
});

const read = async (bytes: Buffer) => {
  const source = { name: 'p.html', id: 'p', open: () => [bytes] as unknown as AsyncIterable<Uint8Array> };
  for await (const document of html.read(source, { maxDocumentBytes: 1e6, onInvalid: () => {} })) return document;
};

describe('html', () => {
  test('the declared charset', async () => {
    expect((await read(Buffer.from('<meta charset="windows-1252"><p>Caf\xe9 \x80', 'latin1')))!.text).toBe('Café €');
    expect((await read(Buffer.from('\ufeff<meta charset="windows-1252"><p>Café')))!.text).toBe('Café');
    expect((await read(Buffer.from('\ufeff<p>Café', 'utf16le')))!.text).toBe('Café');
    await expect(read(Buffer.from('<meta charset="klingon"><p>Caf\xe9', 'latin1'))).rejects.toMatchObject({ code: 'unreadable-file' });
  });
});
