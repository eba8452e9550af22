export interface Span {
  start: number;
  end: number;
}

/** Every place where the answer stands as whole words; white space may differ. */
export function occurrences(text: string, answer: string): Span[] {
  const words = answer.trim().split(/\s+/).map(escapeRegExp);
  if (words[0] === '') return [];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${words.join('\\s*')}(?![\\p{L}\\p{N}])`, 'gu');
  return Array.from(text.matchAll(pattern), ({ index, 0: match }) => ({ start: index, end: index + match.length }));
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

const escapeRegExp = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
