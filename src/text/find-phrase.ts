import { escapeRegExp } from './escape-regexp.ts';

/** Where a phrase stands in a text as whole words, case aside; −1 where it does not. */
export function findPhrase(text: string, phrase: string): number {
  const escaped = escapeRegExp(phrase.trim());
  return escaped === '' ? -1 : text.search(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu'));
}
