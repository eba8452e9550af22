const punctuation = '\\p{P}\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E';
const word = new RegExp(`[^\\s${punctuation}]+|[${punctuation}]`, 'gu');

/** `BertPreTokenizer`: words at white space, each punctuation character on its own. */
export function preTokenizeBert(text: string): string[] {
  return text.match(word) ?? [];
}
