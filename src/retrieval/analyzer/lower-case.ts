/**
 * Lower case code point by code point, as Java and so Lucene have it. Unlike `toLowerCase` it keeps the number of code points: a final capital
 * sigma becomes σ, not ς, and İ becomes a plain i.
 */
export function lowerCase(text: string): string {
  if (!/[Σİ]/.test(text)) return text.toLowerCase();
  return text.replaceAll('Σ', 'σ').replaceAll('İ', 'i').toLowerCase();
}
