import { escapeRegExp } from '../../src/text/escape-regexp.ts';

export interface Span {
  start: number;
  end: number;
}

const wordUnit = /[\p{L}\p{N}]/u;

/** Every place where the answer stands as whole words; white space may differ. */
export function occurrences(text: string, answer: string): Span[] {
  const words = answer.trim().split(/\s+/).map(escapeRegExp);
  if (words[0] === '') return [];
  // What is around a match is looked at afterwards: a pattern that begins with plain text is found much faster.
  return Array.from(text.matchAll(new RegExp(words.join('\\s*'), 'g')), ({ index, 0: match }) => ({
    start: index,
    end: index + match.length,
  })).filter(({ start, end }) => !wordUnit.test(text[start - 1] ?? ' ') && !wordUnit.test(text[end] ?? ' '));
}

/** A span that counts code points, as Python's strings do, in UTF-16 code units. */
export function inCodeUnits(text: string, { start, end }: Span): Span {
  if (!/[\ud800-\udbff]/.test(text)) return { start, end };
  const points = Array.from(text);
  const before = points.slice(0, start).join('').length;
  return { start: before, end: before + points.slice(start, end).join('').length };
}

/** The span without white space and stops around it, with which some annotations begin; null where nothing else is in it. */
export function trimSpan(text: string, { start, end }: Span): Span | null {
  const [, before = '', kept = ''] = /^([\s.,;:]*)(.*?)[\s,;:]*$/s.exec(text.slice(start, end)) ?? [];
  return kept === '' ? null : { start: start + before.length, end: start + before.length + kept.length };
}

/** A span of one copy of a passage in another copy, which may differ in white space and extent; null where it is not there. */
export function transferSpan(span: Span, from: string, to: string): Span | null {
  if (from === to) return span;
  const distance = (place: Span) => Math.abs(place.start - span.start);
  const places = occurrences(to, from.slice(span.start, span.end));
  return places.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}
