import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sentences } from '../../text/sentences.ts';
import { chunk, wholePassage } from './chunk.ts';
import type { SourceDocument } from './document.ts';
import { markdownHeadings } from './formats/markdown.ts';
import { countWords } from './word-count.ts';

const document = (text: string, more: Partial<SourceDocument> = {}): SourceDocument => ({ id: 'doc', text, metadata: {}, ...more });
const sentence = (n: number, words: number) =>
  `${Array.from({ length: words }, (_, i) => (i === 0 ? `Sentence${n}` : `word${n}x${i}`)).join(' ')}.`;
const prose = (count: number, words = 10) => Array.from({ length: count }, (_, n) => sentence(n, words)).join(' ');

describe('chunk', () => {
  test('a short document is one passage with its own id', () => {
    expect(chunk(document('  One sentence. Two.\n', { title: 'T', metadata: { source: 's' }, version: '2', uri: 'u:x' }))).toEqual([
      {
        id: 'doc',
        text: 'One sentence. Two.',
        title: 'T',
        document: { id: 'doc', version: '2', uri: 'u:x' },
        span: { start: 2, end: 20 },
        metadata: { source: 's' },
      },
    ]);
  });

  test('passages end at sentence ends, repeat the last sentence, and keep the size', () => {
    const passages = chunk(document(prose(20)), { maxSize: 50 });
    // Ten words a sentence, one repeated: 0–4, (4) 5–8, (8) 9–12, (12) 13–16, (16) 17–19.
    expect(passages.map(({ text }) => text.match(/Sentence\d+/g)!.map((name) => Number(name.slice(8))))).toEqual([
      [0, 1, 2, 3, 4],
      [4, 5, 6, 7, 8],
      [8, 9, 10, 11, 12],
      [12, 13, 14, 15, 16],
      [16, 17, 18, 19],
    ]);
    expect(chunk(document(prose(20)), { maxSize: 50, overlap: 0 }).map(({ text }) => text.match(/Sentence/g)!.length)).toEqual([
      5, 5, 5, 5,
    ]);
  });

  test('a small rest is evened out with the passage before', () => {
    const sizes = chunk(document(prose(11)), { maxSize: 100, overlap: 0 }).map(({ text }) => countWords(text));
    expect(sizes).toEqual([60, 50]);
  });

  test('the end of a paragraph ends a passage that is full enough', () => {
    const text = `${prose(7)}\n\n${prose(6)}`;
    expect(chunk(document(text), { maxSize: 100, overlap: 0 }).map(({ text: part }) => countWords(part))).toEqual([70, 60]);
  });

  test('a sentence larger than the maximum is cut between words, a word larger than that between code points', () => {
    const long = Array.from({ length: 100 }, (_, i) => `w${i}`).join(' ');
    const parts = chunk(document(long), { maxSize: 30 });
    expect(parts.map(({ text }) => text).join(' ')).toBe(long);
    for (const { text } of parts) expect(countWords(text)).toBeLessThanOrEqual(30);
    const emoji = '\u{1f600}'.repeat(2000);
    const pieces = chunk(document(emoji), { maxSize: 8 });
    expect(pieces.map(({ text }) => text).join('')).toBe(emoji);
    for (const { text } of pieces) expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  test('the title is the title of the document with the headings above', () => {
    const text =
      '# Guide\nIntro.\n## Install\nRun it.\n### Linux\nUse apt.\n## Use\nCall it.\n```\n# no heading\n```\n\nUnderlined\n===\nEnd.';
    const passages = chunk(document(text, { title: 'Guide', headings: markdownHeadings(text) }));
    expect(passages.map(({ title, text: body }) => [title, body])).toEqual([
      ['Guide', 'Intro.'],
      ['Guide > Install', 'Run it.'],
      ['Guide > Install > Linux', 'Use apt.'],
      ['Guide > Use', 'Call it.\n```\n# no heading\n```'],
      ['Guide > Underlined', 'End.'],
    ]);
    expect(chunk(document('# Only\n\n## Headings', { headings: markdownHeadings('# Only\n\n## Headings') }))[0]!.text).toBe(
      '# Only\n\n## Headings',
    );
  });

  test('an edit changes only the passages around it', () => {
    const paragraphs = Array.from({ length: 20 }, (_, i) => Array.from({ length: 8 }, (_, j) => sentence(i * 8 + j, 10)).join(' '));
    const before = new Map(chunk(document(paragraphs.join('\n\n'))).map((passage) => [passage.id, passage.text]));
    paragraphs[5] = `A new sentence stands here now. ${paragraphs[5]}`;
    const after = chunk(document(paragraphs.join('\n\n')));
    const changed = after.filter(({ id, text }) => before.get(id) !== text);
    expect(after.length).toBeGreaterThan(10);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThanOrEqual(2);
  });

  test('equal passages of a document have ids of their own', () => {
    const text = Array.from({ length: 4 }, () => sentence(1, 30)).join('\n\n');
    const ids = chunk(document(text), { maxSize: 30, overlap: 0 }).map(({ id }) => id);
    expect(ids).toEqual([ids[0], `${ids[0]}-2`, `${ids[0]}-3`, `${ids[0]}-4`]);
  });

  test('another unit of size', () => {
    const characters = { id: 'characters', count: (text: string) => text.length };
    for (const { text } of chunk(document(prose(30)), { maxSize: 300, unit: characters })) expect(text.length).toBeLessThanOrEqual(300);
  });

  test('the page of a passage', () => {
    const pages = chunk(document('First page.\n\nSecond page.', { pages: [0, 13] }), { maxSize: 8, overlap: 0 });
    expect(pages.map(({ metadata }) => metadata.page)).toEqual([1]);
    const text = `${prose(3)}\n\n${prose(3)}`;
    const paged = chunk(document(text, { pages: [0, prose(3).length + 2] }), { maxSize: 30, overlap: 0 });
    expect(paged.map(({ metadata }) => metadata.page)).toEqual([1, 2]);
  });

  test('whole: one passage without surrounding white space or front matter', () => {
    expect(wholePassage(document('---\n---\n\n Text. \n', { bodyStart: 8 })).span).toEqual({ start: 10, end: 15 });
  });

  test('spans are exact, nothing is lost, no sentence that fits is cut', () => {
    const piece = fc.oneof(
      { weight: 5, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
      fc.constantFrom('. ', '? ', '\n\n', '\n# Head\n', '。', ' word', ' Dr. ', '\u{1f600}', 'x'.repeat(200)),
    );
    const anyText = fc.array(piece, { minLength: 1, maxLength: 80 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(anyText, fc.integer({ min: 8, max: 40 }), fc.integer({ min: 0, max: 3 }), (text, maxSize, overlap) => {
        const headings = markdownHeadings(text);
        const passages = chunk(document(text, { headings }), { maxSize, overlap });
        const covered = new Uint8Array(text.length);
        for (const { start, end } of headings) if (passages.length > 0) covered.fill(1, start, end);
        for (const passage of passages) {
          const { start, end } = passage.span!;
          expect(passage.text).toBe(text.slice(start, end));
          expect(countWords(passage.text)).toBeLessThanOrEqual(maxSize);
          covered.fill(1, start, end);
        }
        for (let i = 0; i < text.length; i++) if (/\S/.test(text[i]!)) expect(covered[i]).toBe(1);
        expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length);
        if (headings.length === 0) {
          const boundaries = new Set(
            sentences(text).flatMap(({ start, end }) => (countWords(text.slice(start, end)) <= maxSize ? [`${start}`, `${end}`] : [])),
          );
          const inside = sentences(text).filter(({ start, end }) => countWords(text.slice(start, end)) > maxSize);
          for (const { span } of passages) {
            for (const at of [span!.start, span!.end]) {
              expect(boundaries.has(`${at}`) || inside.some(({ start, end }) => at >= start && at <= end)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
