import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Passage } from '../../passage.ts';
import { sentences, type TextSpan } from '../../text/sentences.ts';
import type { Heading, SourceDocument } from './document.ts';
import { countWords } from './word-count.ts';

/** Another measure of size than words, for example the tokens of an encoder. */
export interface SizeUnit {
  /** Names the measure; chunks are made anew when it changes. */
  id: string;
  count(text: string): number;
}

export const ChunkOptions = z.strictObject({
  maxSize: z
    .number()
    .int()
    .min(8)
    .default(160)
    .describe(
      'Greatest size of a passage, in words (or `unit`). 100–180 fits the 256 tokens of the default encoder together with the title',
    ),
  overlap: z.number().int().min(0).max(10).default(1).describe('Sentences repeated from the passage before; 0 repeats none'),
  unit: z.custom<SizeUnit>().optional().describe('Counts size in something else than words'),
});
export type ChunkOptions = z.input<typeof ChunkOptions>;

interface Piece extends TextSpan {
  size: number;
  /** A blank line follows. */
  endsParagraph: boolean;
}

interface Section extends TextSpan {
  headings: string[];
}

/** The words in a text's overlap may fill at most this part of a passage. */
const overlapShare = 0.3;
/** From this filling on, the end of a paragraph ends the passage; later edits then move few boundaries. */
const goodFill = 0.6;
/** From this filling on, a passage rather ends with a paragraph than is full. */
const paragraphFill = 0.4;
/** A last passage smaller than this is evened out with the one before. */
const smallShare = 0.35;

/**
 * Cuts a document into passages at sentence ends, section by section. The title of a passage is the document's with the headings
 * above the passage; `text` is exactly `document.text.slice(span.start, span.end)`. Only a sentence larger than `maxSize` is cut,
 * between words. A document of one passage gives it its own id; otherwise the id ends in a hash of the text, so that an edit elsewhere
 * in the document leaves it alone.
 */
export function chunk(document: SourceDocument, options: ChunkOptions = {}): Passage[] {
  const { maxSize, overlap, unit } = ChunkOptions.parse(options);
  const count = unit ? (text: string) => unit.count(text) : countWords;
  const spans: (TextSpan & { title: string | undefined })[] = [];
  let sections = sectionsOf(document);
  // Headings alone are better than nothing.
  if (sections.every(({ start, end }) => document.text.slice(start, end).trim() === '')) sections = [wholeText(document)];
  for (const section of sections) {
    const title = titlePath(document.title, section.headings);
    for (const span of pack(piecesOf(document.text, section, maxSize, count), maxSize, overlap)) spans.push({ ...span, title });
  }
  const ids = passageIds(
    document.id,
    spans.map(({ start, end }) => document.text.slice(start, end)),
  );
  return spans.map((span, i) => passageOf(document, ids[i]!, span, span.title));
}

/** The document as one passage. */
export function wholePassage(document: SourceDocument): Passage {
  const { bodyStart = 0, text } = document;
  const start = bodyStart + (text.slice(bodyStart).length - text.slice(bodyStart).trimStart().length);
  return passageOf(document, document.id, { start, end: text.trimEnd().length }, document.title);
}

function passageOf(document: SourceDocument, id: string, { start, end }: TextSpan, title: string | undefined): Passage {
  return {
    id,
    text: document.text.slice(start, end),
    ...(title !== undefined && { title }),
    document: { id: document.id, ...(document.version && { version: document.version }), ...(document.uri && { uri: document.uri }) },
    span: { start, end },
    metadata: { ...document.metadata, ...(document.pages && { page: pageOf(document.pages, start) }) },
  };
}

function wholeText(document: SourceDocument): Section {
  return { start: document.bodyStart ?? 0, end: document.text.length, headings: [] };
}

function sectionsOf(document: SourceDocument): Section[] {
  const sections: Section[] = [];
  const path: Heading[] = [];
  let start = document.bodyStart ?? 0;
  for (const heading of document.headings ?? []) {
    sections.push({ start, end: heading.start, headings: path.map(({ text }) => text) });
    while (path.length > 0 && path.at(-1)!.level >= heading.level) path.pop();
    path.push(heading);
    start = heading.end;
  }
  sections.push({ start, end: document.text.length, headings: path.map(({ text }) => text) });
  return sections;
}

function titlePath(title: string | undefined, headings: string[]): string | undefined {
  const below = headings[0]?.toLowerCase() === title?.toLowerCase() ? headings.slice(1) : headings;
  const path = title ? [title, ...below] : below;
  return path.length > 0 ? path.join(' > ') : undefined;
}

/** The sentences of a section; one larger than a passage comes in pieces of whole words. */
function piecesOf(text: string, section: TextSpan, maxSize: number, count: (text: string) => number): Piece[] {
  const pieces: Piece[] = [];
  const body = text.slice(section.start, section.end);
  const spans = sentences(body);
  spans.forEach(({ start, end }, i) => {
    const endsParagraph = /\n\s*\n/.test(body.slice(end, spans[i + 1]?.start ?? end));
    const size = count(body.slice(start, end));
    const parts = size <= maxSize ? [{ start, end, size }] : breakUp(body, start, end, maxSize, count);
    for (const part of parts) {
      pieces.push({
        start: section.start + part.start,
        end: section.start + part.end,
        size: part.size,
        endsParagraph: endsParagraph && part === parts.at(-1),
      });
    }
  });
  return pieces;
}

/** Cuts an overlong sentence at white space, or, where one word is overlong, between code points. */
function breakUp(
  body: string,
  from: number,
  to: number,
  maxSize: number,
  count: (text: string) => number,
): (TextSpan & { size: number })[] {
  const parts: (TextSpan & { size: number })[] = [];
  let start = from;
  while (start < to) {
    let end = to;
    let size = count(body.slice(start, end));
    // The size grows about evenly with the length: a guess by proportion is soon right, whatever the unit.
    while (size > maxSize && end - start > 1) {
      const guess = start + Math.min(end - start - 1, Math.max(1, Math.floor(((end - start) * maxSize) / size)));
      end = wordBoundary(body, start, guess);
      size = count(body.slice(start, end));
    }
    let last = end;
    while (last > start + 1 && /\s/.test(body[last - 1]!)) last--;
    parts.push({ start, end: last, size });
    start = end;
    while (start < to && /\s/.test(body[start]!)) start++;
  }
  return parts;
}

function wordBoundary(body: string, start: number, guess: number): number {
  for (let at = guess; at > start + 1 && guess - at < 200; at--) if (/\s/.test(body[at]!)) return at;
  const isLowSurrogate = /[\udc00-\udfff]/.test(body[guess] ?? '');
  return isLowSurrogate ? (guess - 1 > start ? guess - 1 : guess + 1) : guess;
}

/** Fills passages one after the other, each beginning with the last sentences of the one before. */
function pack(pieces: Piece[], maxSize: number, overlap: number): TextSpan[] {
  const groups: { first: number; last: number }[] = [];
  let first = 0;
  while (first < pieces.length) {
    let size = overlapSize(pieces, first, overlap, maxSize) + pieces[first]!.size;
    let last = first;
    let paragraphEnd = -1;
    while (last + 1 < pieces.length) {
      if (pieces[last]!.endsParagraph && size >= maxSize * paragraphFill) paragraphEnd = last;
      if (paragraphEnd === last && size >= maxSize * goodFill) break;
      if (size + pieces[last + 1]!.size > maxSize) {
        // Rather a shorter passage than one that ends within a paragraph.
        if (paragraphEnd >= 0) last = paragraphEnd;
        break;
      }
      size += pieces[++last]!.size;
    }
    groups.push({ first, last });
    first = last + 1;
  }
  const final = groups.at(-1);
  const before = groups.at(-2);
  if (final && before) evenOut(pieces, before, final, overlap, maxSize);
  return groups.map((group) => ({
    start: pieces[group.first - overlapCount(pieces, group.first, overlap, maxSize)]!.start,
    end: pieces[group.last]!.end,
  }));
}

/** Where the last group is small, moves the boundary before it to where it makes the last two most equal. */
function evenOut(
  pieces: Piece[],
  before: { first: number; last: number },
  final: { first: number; last: number },
  overlap: number,
  maxSize: number,
): void {
  const sizeOf = (from: number, to: number) => {
    let size = overlapSize(pieces, from, overlap, maxSize);
    for (let i = from; i <= to; i++) size += pieces[i]!.size;
    return size;
  };
  if (sizeOf(final.first, final.last) >= maxSize * smallShare) return;
  let best = final.first;
  let bestLarger = Math.max(sizeOf(before.first, before.last), sizeOf(final.first, final.last));
  for (let first = final.first - 1; first > before.first; first--) {
    const larger = Math.max(sizeOf(before.first, first - 1), sizeOf(first, final.last));
    if (larger >= bestLarger) break;
    best = first;
    bestLarger = larger;
  }
  before.last = best - 1;
  final.first = best;
}

/** How many pieces before `first` are repeated: as many as asked for, while they leave room for the passage's own. */
function overlapCount(pieces: Piece[], first: number, overlap: number, maxSize: number): number {
  let size = 0;
  let taken = 0;
  while (taken < overlap && first - taken > 0) {
    size += pieces[first - taken - 1]!.size;
    if (size > maxSize * overlapShare || size + pieces[first]!.size > maxSize) break;
    taken++;
  }
  return taken;
}

function overlapSize(pieces: Piece[], first: number, overlap: number, maxSize: number): number {
  let size = 0;
  for (let i = overlapCount(pieces, first, overlap, maxSize); i > 0; i--) size += pieces[first - i]!.size;
  return size;
}

function passageIds(documentId: string, texts: string[]): string[] {
  if (texts.length === 1) return [documentId];
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const id = `${documentId}#${createHash('sha256').update(text).digest('hex').slice(0, 10)}`;
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return times === 1 ? id : `${id}-${times}`;
  });
}

/** From 1. */
function pageOf(pages: number[], offset: number): number {
  let page = 1;
  while (page < pages.length && pages[page]! <= offset) page++;
  return page;
}
