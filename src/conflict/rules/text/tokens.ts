export interface Token {
  readonly word: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

const pattern = /\$+|\p{N}+(?:[.,:]\p{N}+)*(?:\p{L}+)?|[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*'?|\S/gu;

/** Words and punctuation marks, with offsets into the text. */
export function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(pattern), ({ 0: word, index }) => ({
    word,
    lower: word.toLowerCase(),
    start: index,
    end: index + word.length,
  }));
}

/** One spelling of what has several: no contractions, no asides in parentheses, one kind of quotes, one space. */
export function plainSpelling(text: string): string {
  return text
    .replace(/\s*\([^()]*\)/g, '')
    .replace(/[’‘]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\b(ca|wo|sha)n't\b/gi, (_, stem: string) => `${({ ca: 'can', wo: 'will', sha: 'shall' })[stem.toLowerCase()]!} not`)
    .replace(/n't\b/g, ' not')
    .replace(/\bcannot\b/gi, 'can not')
    .replace(/\b(it|he|she|they|there|that|we|you|I)'(s|re|ll|ve|m)\b/gi, (_, who: string, short: string) => `${who} ${spelledOut[short]!}`)
    .replace(/\s+/g, ' ')
    .trim();
}

const spelledOut: Record<string, string> = { s: 'is', re: 'are', ll: 'will', ve: 'have', m: 'am' };
