/** The stretch of a text around a span, on one line, at most about `width` characters, cut between words. */
export function snippet(text: string, span: { start: number; end: number } = { start: 0, end: 0 }, width = 240): string {
  const spare = Math.max(0, width - (span.end - span.start));
  let start = Math.max(0, span.start - Math.floor(spare / 2));
  let end = Math.min(text.length, start + Math.max(width, 0));
  start = Math.max(0, Math.min(start, end - width));
  if (start > 0) start = wordStart(text, start);
  if (end < text.length) end = wordEnd(text, end);
  return `${start > 0 ? '… ' : ''}${oneLine(text.slice(start, end))}${end < text.length ? ' …' : ''}`;
}

/** Text of documents, fit for a terminal: on one line, and without characters that would steer it. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** A word longer than this is cut. */
const longestWord = 40;

function wordStart(text: string, at: number): number {
  const space = /\s/.exec(text.slice(at, at + longestWord));
  return space ? at + space.index + 1 : at;
}

function wordEnd(text: string, at: number): number {
  const tail = text.slice(Math.max(0, at - longestWord), at);
  const space = tail.search(/\s\S*$/);
  return space > 0 ? at - (tail.length - space) : at;
}
