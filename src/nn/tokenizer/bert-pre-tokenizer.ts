const punctuation = '\\p{P}\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E';
const word = new RegExp(`[^\\s${punctuation}]+|[${punctuation}]`, 'gu');

/** `BertPreTokenizer`: words at white space, each punctuation character on its own. */
export function preTokenizeBert(text: string): string[] {
  return text.match(word) ?? [];
}

/** The same with where each begins. */
export function* preTokenizeBertWithOffsets(text: string): Generator<{ part: string; start: number }> {
  for (const match of text.matchAll(word)) yield { part: match[0], start: match.index };
}
