import { Parser } from 'htmlparser2';
import { byteOrderMark, decodeText } from '../decode.ts';
import type { Heading } from '../document.ts';
import { normaliseDate } from '../fields.ts';
import { EmptySource, type Format, readWhole } from './format.ts';

const set = (names: string) => new Set(names.split(' '));
const dropped = set(
  'script style noscript template svg math canvas iframe object nav header footer aside form button select textarea dialog menu head',
);
const blocks = set(
  'p div section article main blockquote pre ul ol dl dt dd li table thead tbody tr caption figure figcaption address details summary h1 h2 h3 h4 h5 h6 hr body',
);
const looseBlocks = set('p blockquote pre ul ol dl table figure h1 h2 h3 h4 h5 h6 section article hr');
const voidElements = set('area base br col embed hr img input link meta source track wbr');

/** HTML as readable text: no scripts, styles and navigation; a line a list item and table row, blank lines between paragraphs. */
export const html: Format = {
  name: 'html',
  extensions: ['.html', '.htm', '.xhtml'],
  async *read(source, options) {
    const bytes = await readWhole(source, options);
    if (bytes.length === 0) throw new EmptySource(source.name);
    const page = readableText(decodeText(bytes, source.name, byteOrderMark(bytes) ? undefined : declaredCharset(bytes)));
    if (page.text === '') throw new EmptySource(source.name, 'has no text outside scripts and navigation');
    const { title, url, description, publishedAt, headings, text } = page;
    yield {
      id: source.id,
      text,
      title: title ?? headings.find((heading) => heading.level === 1)?.text ?? source.title,
      uri: url ?? source.uri,
      metadata: { ...(url && { url }), ...(description && { description }), ...(publishedAt && { publishedAt }) },
      headings,
    };
  },
};

/** The charset that a meta element within the first 1,024 bytes states, as browsers look for it. */
function declaredCharset(bytes: Buffer): string | undefined {
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(bytes.subarray(0, 1024).toString('latin1'))?.[1];
}

export interface ReadableText {
  text: string;
  title?: string | undefined;
  url?: string | undefined;
  description?: string | undefined;
  publishedAt?: string | undefined;
  headings: Heading[];
}

export function readableText(markup: string): ReadableText {
  const page: ReadableText = { text: '', headings: [] };
  let text = '';
  let skipping = '';
  let depth = 0;
  let title = '';
  let inTitle = false;
  let preformatted = 0;
  let heading: { start: number; level: number } | null = null;
  let pending: '' | ' ' | '\n' | '\n\n' = '';
  let cells = 0;
  const lists: { ordered: boolean; item: number }[] = [];

  const separate = (by: ' ' | '\n' | '\n\n') => {
    if (by.length > pending.length || pending === ' ') pending = by === ' ' && pending !== '' ? pending : by;
  };
  const write = (content: string) => {
    if (text !== '') text += pending;
    pending = '';
    text += content;
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'meta') readMeta(page, attributes);
        if (name === 'link' && attributes.rel?.toLowerCase() === 'canonical' && /^https?:/.test(attributes.href ?? ''))
          page.url = attributes.href;
        if (name === 'title' && title === '' && (skipping === '' || skipping === 'head')) inTitle = true;
        if (skipping !== '') {
          if (name === skipping) depth++;
          return;
        }
        const hidden = 'hidden' in attributes || attributes['aria-hidden'] === 'true';
        if ((dropped.has(name) || hidden) && !voidElements.has(name)) {
          skipping = name;
          depth = 1;
          separate('\n');
          return;
        }
        if (name === 'br') separate('\n');
        if (!blocks.has(name)) {
          if (name === 'td' || name === 'th') {
            if (cells++ > 0) {
              pending = '';
              write(' | ');
            }
          }
          return;
        }
        separate(looseBlocks.has(name) && lists.length === 0 ? '\n\n' : '\n');
        if (name === 'tr') cells = 0;
        if (name === 'pre') preformatted++;
        if (name === 'ul' || name === 'ol') lists.push({ ordered: name === 'ol', item: 0 });
        const list = lists.at(-1);
        if (name === 'li') {
          write(`${'  '.repeat(Math.max(0, lists.length - 1))}${list?.ordered ? `${++list.item}.` : '-'} `);
        }
        if (/^h[1-6]$/.test(name)) {
          if (text !== '') text += pending;
          pending = '';
          heading = { start: text.length, level: Number(name[1]) };
        }
      },
      ontext(data) {
        if (inTitle) title += data;
        if (inTitle || skipping !== '') return;
        if (preformatted > 0) {
          write(data);
          return;
        }
        const words = data.replace(/[\s\u00a0\u200b]+/g, ' ');
        if (words.startsWith(' ') && !/\s$/.test(text)) separate(' ');
        const trimmed = words.trim();
        if (trimmed === '') return;
        write(trimmed);
        if (words.endsWith(' ')) separate(' ');
      },
      onclosetag(name) {
        if (name === 'title') inTitle = false;
        if (skipping !== '') {
          if (name === skipping && --depth === 0) skipping = '';
          return;
        }
        if (name === 'pre') preformatted--;
        if (name === 'ul' || name === 'ol') lists.pop();
        if (heading && /^h[1-6]$/.test(name)) {
          const content = text.slice(heading.start).trim();
          if (content !== '') page.headings.push({ ...heading, end: text.length, text: content });
          heading = null;
        }
        if (blocks.has(name)) separate(looseBlocks.has(name) && lists.length === 0 ? '\n\n' : '\n');
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(markup);
  parser.end();
  page.text = text.trimEnd();
  const cleanTitle = title.replace(/\s+/g, ' ').trim();
  if (cleanTitle !== '') page.title = cleanTitle;
  return page;
}

const dateNames = set(
  'article:published_time og:published_time date dc.date dcterms.date dcterms.created pubdate publishdate citation_publication_date',
);

function readMeta(page: ReadableText, attributes: Record<string, string>): void {
  const key = (attributes.property ?? attributes.name ?? attributes.itemprop ?? '').toLowerCase();
  const content = attributes.content?.trim();
  if (!content) return;
  if (key === 'description' || (key === 'og:description' && !page.description)) page.description = content;
  // A page is no data file: a date of another form says nothing rather than stopping the ingest.
  if (dateNames.has(key) || key === 'datepublished') page.publishedAt ??= normaliseDate(content.replaceAll('/', '-'));
}
