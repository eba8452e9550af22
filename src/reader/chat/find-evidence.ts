import type { ScoredPassage } from '../../passage.ts';
import type { StatedAnswer } from './parse-answers.ts';

export interface FoundEvidence {
  passage: ScoredPassage['passage'];
  start: number;
  end: number;
}

/**
 * Where an answer is supported: its quote, or else the answer itself, found back in the passages that it names, or else in any. Nothing where
 * neither stands in a passage: a quotation that nobody wrote is no evidence.
 */
export function findEvidence({ answer, passages: named, quote }: StatedAnswer, passages: readonly ScoredPassage[]): FoundEvidence[] {
  const cited = named.flatMap((number) => passages[number - 1] ?? []);
  for (const needle of [...quoteParts(quote), answer]) {
    const inCited = locateIn(needle, cited);
    if (inCited.length > 0) return inCited;
    const [anywhere] = locateIn(needle, passages);
    if (anywhere) return [anywhere];
  }
  return [];
}

function locateIn(needle: string, passages: readonly ScoredPassage[]): FoundEvidence[] {
  return passages.flatMap(({ passage }) => {
    const span = locate(needle, passage.text);
    return span ? [{ passage, ...span }] : [];
  });
}

/** A quotation with "…" in it stands for its longest part. */
function quoteParts(quote: string): string[] {
  const parts = quote.split(/\.{3,}|…|\[\.*\]/).sort((a, b) => b.length - a.length);
  return [quote, ...parts.slice(0, 1)].filter((part) => part.trim() !== '');
}

/**
 * The first stretch of a text that has the same letters and digits as the phrase, as whole words; case, spacing and punctuation aside, which
 * models change when they copy. Undefined where there is none.
 */
export function locate(phrase: string, text: string): { start: number; end: number } | undefined {
  const needle = lettersOf(phrase).letters;
  if (needle === '') return undefined;
  const { letters, starts, ends } = lettersOf(text);
  for (let at = letters.indexOf(needle); at >= 0; at = letters.indexOf(needle, at + 1)) {
    const start = starts[at]!;
    const end = ends[at + needle.length - 1]!;
    if (!isWordCharacter(text.slice(0, start).at(-1)) && !isWordCharacter(text[end])) return { start, end };
  }
  return undefined;
}

/** Letters, digits and marks in lower case, with the offsets of each in the text. */
function lettersOf(text: string): { letters: string; starts: number[]; ends: number[] } {
  let letters = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: character, index } of text.matchAll(/[\p{L}\p{N}\p{M}]/gu)) {
    const lower = character.toLowerCase();
    letters += lower;
    for (let i = 0; i < lower.length; i++) {
      starts.push(index);
      ends.push(index + character.length);
    }
  }
  return { letters, starts, ends };
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character);
}
