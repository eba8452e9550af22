const punctuation = /[!-/:-@[-`{-~]/g;
// Python's \b looks at Unicode letters, digits and the underscore; JavaScript's at ASCII only.
const article = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
// Python's str.split(): unlike \s with U+001C–U+001F and U+0085, without U+FEFF.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the information separators are white space in Python
const whitespace = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/**
 * Lower case, ASCII punctuation and English articles removed, white space squeezed.
 *
 * Source: `normalize_answer` of the official SQuAD evaluation script, also used for NQ-open.
 */
export function normalizeAnswer(text: string): string {
  return answerTokens(text).join(' ');
}

/** The white-space separated tokens of the normalised text. */
export function answerTokens(text: string): string[] {
  return text
    .toLowerCase()
    .replace(punctuation, '')
    .replace(article, ' ')
    .split(whitespace)
    .filter((token) => token !== '');
}
