import { abbreviations, ambiguousAbbreviations, numberAbbreviations, sentenceStarters } from './abbreviations.ts';

/** A stretch of text, offsets in UTF-16 code units, `end` exclusive. */
export interface TextSpan {
  start: number;
  end: number;
}

// Everything that can end a sentence: Latin, CJK, Devanagari and Arabic terminators, and line breaks (blank lines, lists, headings).
const candidate = /[.!?…。！？｡।॥؟۔]+|\r?\n/g;
const fullWidth = /[。！？｡]/;
const closers = /(?:["'”’»›)\]}」』）]|\*{1,2}|_)*(?:\[[\w ,]{1,12}\])*/y;
const openers = /["'“‘«‹([{「『（¿¡*_]*/y;
const blankRest = /[^\S\n]*\n/y;
const listMarker = /[^\S\n]*(?:[-*+•‣◦·–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,5})[.)])[^\S\n]+\S/y;
const headingMarker = /[^\S\n]{0,3}#{1,6}[^\S\n]/y;
const rowMarker = /[^\n]*(?:\s\|\s|\t)/y;
const word = /[\p{L}\p{M}'’-]+/uy;
// "J", "J.R", "J.-P", "U.S.A", "p.h.d": what stands before the period of an initial or of an acronym with periods.
const initials = /^(?:\p{Lu}\p{M}?|(?:\p{L}[.-]{1,2})+\p{L}{1,2})$/u;
const space = /\s/;

/**
 * Splits text into sentences, in order and without overlap; together they cover all that is not white space.
 * Rules for English (abbreviations, initials, decimals, quotations, list items, headings), terminators of other scripts too.
 *
 * @example
 * sentences('Dr. Who left. He was 3.5 m away.') // [{ start: 0, end: 13 }, { start: 14, end: 32 }]
 */
export function sentences(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  let start = 0;
  const cut = (at: number) => {
    let from = start;
    let to = at;
    while (from < to && space.test(text[from]!)) from++;
    while (to > from && space.test(text[to - 1]!)) to--;
    if (to > from) spans.push({ start: from, end: to });
    start = at;
  };
  candidate.lastIndex = 0;
  // `candidate` is shared and global: only this loop uses it, and nothing in the loop is asynchronous or re-entrant.
  for (let match = candidate.exec(text); match; match = candidate.exec(text)) {
    const mark = match[0];
    const after = match.index + mark.length;
    if (mark.endsWith('\n')) {
      if (lineBreakEnds(text, start, match.index, after)) cut(after);
      continue;
    }
    const end = skip(closers, text, after);
    if (end < text.length && !space.test(text[end]!)) {
      if (fullWidth.test(mark)) cut(end);
      continue;
    }
    if (end >= text.length) break;
    if (terminatorEnds(text, start, match.index, mark, end)) cut(end);
    candidate.lastIndex = Math.max(end, after);
  }
  cut(text.length);
  return spans;
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

const matchesAt = (pattern: RegExp, text: string, from: number) => {
  pattern.lastIndex = from;
  return pattern.test(text);
};

/** Whether the line break between `at` and `next` ends a sentence: a blank line, list item, heading or table row does, a wrapped line does not. */
function lineBreakEnds(text: string, start: number, at: number, next: number): boolean {
  if (matchesAt(blankRest, text, next) || matchesAt(listMarker, text, next) || matchesAt(headingMarker, text, next)) return true;
  const line = Math.max(text.lastIndexOf('\n', at - 1) + 1, start);
  return matchesAt(headingMarker, text, line) || matchesAt(rowMarker, text.slice(line, at), 0) || matchesAt(rowMarker, text, next);
}

/** Whether the terminator `mark` at `at`, with its closing marks up to `end`, ends a sentence. White space follows at `end`. */
function terminatorEnds(text: string, start: number, at: number, mark: string, end: number): boolean {
  let next = end;
  while (next < text.length && space.test(text[next]!)) next++;
  next = skip(openers, text, next);
  while (next < text.length && space.test(text[next]!)) next++; // a quotation mark standing alone
  const first = text[next] ?? '';
  if (isLower(first)) return false;
  if (mark !== '.') return true;

  let tokenStart = at;
  while (tokenStart > start && !/[\s("“‘'[{/]/.test(text[tokenStart - 1]!)) tokenStart--;
  const token = text.slice(tokenStart, at);
  const isLineStart = text.slice(start, tokenStart).trim() === '';
  const nextIsDigit = /\d/.test(first);
  if (/^(?:\d{1,3}|[a-zA-Z]|[ivx]{2,5})$/.test(token) && isLineStart && end === at + 1) return false; // "1. First item"
  if (/^\p{Ll}$/u.test(token) && nextIsDigit) return false; // "b. 1930", "p. 12"
  const key = token.toLowerCase();
  if (abbreviations.has(key)) return false;
  if (numberAbbreviations.has(key)) return !nextIsDigit && !/^[IVXLC]+\b/.test(text.slice(next, next + 8));
  if (initials.test(token) || ambiguousAbbreviations.has(key)) return sentenceStarters.has(wordAt(text, next));
  return true;
}

const isLower = (character: string) => character !== character.toUpperCase() && character === character.toLowerCase();

function wordAt(text: string, from: number): string {
  word.lastIndex = from;
  return word.exec(text)?.[0] ?? '';
}
