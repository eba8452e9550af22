import { isMap, isScalar, parseDocument } from 'yaml';
import { AccordError } from '../../../errors.ts';
import { decodeText } from '../decode.ts';
import type { Heading } from '../document.ts';
import { type Fields, parseFields } from '../fields.ts';
import { EmptySource, type Format, readWhole } from './format.ts';

const frontMatter = /^---[^\S\n]*\r?\n([\s\S]*?)(?:^|\r?\n)(?:---|\.\.\.)[^\S\n]*(?:\r?\n|$)/m;
// Not `.` and `$`: to those a carriage return ends a line.
const line = /[^\n]*(?:\n|$)/g;
const atx = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const setext = /^ {0,3}(=+|-+)[ \t]*$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;

/** Markdown with optional YAML front matter; the text is the file's own, so that spans are offsets into the file. */
export const markdown: Format = {
  name: 'markdown',
  extensions: ['.md', '.markdown', '.mdx'],
  async *read(source, options) {
    const text = decodeText(await readWhole(source, options), source.name);
    const front = text.startsWith('---') ? frontMatter.exec(text) : null;
    const bodyStart = front?.index === 0 ? front[0].length : 0;
    if (text.slice(bodyStart).trim() === '') throw new EmptySource(source.name, 'has no text');
    const fields = front && bodyStart > 0 ? parseFrontMatter(front[1] ?? '', source.name) : { metadata: {} };
    const headings = markdownHeadings(text, bodyStart);
    yield {
      id: fields.id ?? source.id,
      text,
      title: fields.title ?? (headings[0]?.level === 1 ? headings[0].text : source.title),
      version: fields.version,
      uri: fields.uri ?? source.uri,
      metadata: fields.metadata,
      headings,
      bodyStart,
    };
  },
};

function parseFrontMatter(yaml: string, name: string): Fields {
  const document = parseDocument(yaml);
  const [error] = document.errors;
  if (error || !(document.contents === null || isMap(document.contents))) {
    throw new AccordError(
      'invalid-input',
      `${name}: the front matter is not valid YAML${error ? `: ${error.message.split('\n')[0]}` : ' of the form "key: value"'}.`,
      'Correct the block between the --- lines.',
      { cause: error },
    );
  }
  // A version is text: 1.10 must not become 1.1.
  const version = document.get('version', true);
  if (isScalar(version) && version.source) version.value = version.source;
  return parseFields((document.toJS() ?? {}) as Record<string, unknown>, `${name}, front matter`);
}

/** ATX and setext headings outside fenced code. */
export function markdownHeadings(text: string, from = 0): Heading[] {
  const headings: Heading[] = [];
  let open = '';
  let inParagraph = false;
  let previous: { start: number; text: string } | null = null;
  for (const match of text.slice(from).matchAll(line)) {
    const content = match[0].replace(/\r?\n?$/, '');
    const start = from + match.index;
    const end = start + content.length;
    const fenced = fence.exec(content)?.[1];
    const inside = open !== '';
    if (fenced && (!inside || (fenced[0] === open[0] && fenced.length >= open.length))) open = inside ? '' : fenced;
    if (inside || fenced) {
      previous = null;
      inParagraph = false;
      continue;
    }
    const hashes = atx.exec(content);
    const underline: RegExpExecArray | null = previous && setext.exec(content);
    if (hashes?.[2]) headings.push({ start, end, level: hashes[1]!.length, text: plain(hashes[2]) });
    else if (underline && previous) {
      headings.push({ start: previous.start, end, level: underline[1]!.startsWith('=') ? 1 : 2, text: plain(previous.text) });
    }
    const trimmed = content.trim();
    const paragraph: boolean = trimmed !== '' && !hashes && !underline && !/^(?:[-*+>|]|\d+[.)])(?:\s|$)|^\|/.test(trimmed);
    // A setext heading is one line here; the rule below a longer paragraph makes no heading of it.
    previous = paragraph && !inParagraph ? { start, text: trimmed } : null;
    inParagraph = paragraph;
  }
  return headings.filter((heading) => heading.text !== '');
}

/** Inline markup out of a heading. */
function plain(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`|\*)(.+?)\1/g, '$2')
    .replace(/\s*\{#[^}]*\}$/, '')
    .trim();
}
