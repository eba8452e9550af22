/**
 * A noun's singular, by endings alone.
 *
 * Source: the S stemmer of Harman, How effective is suffixing?, JASIS 42 (1991).
 */
export function singular(word: string): string {
  if (word.length < 4) return word;
  if (/[^ea]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/[^aeo]es$/.test(word)) return word.slice(0, -1);
  return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
}
