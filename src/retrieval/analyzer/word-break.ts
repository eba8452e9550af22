import { classFlags, classRuns } from './word-break-data.ts';

// Character classes of the word break rules (UAX #29) as Lucene's grammar groups them. A code point can be in several.
export const letter = 1;
export const hebrewLetter = 1 << 1;
export const numeric = 1 << 2;
export const katakana = 1 << 3;
/** May stand between two letters: MidLetter, MidNumLet, Single_Quote. */
export const midLetter = 1 << 4;
/** May stand between two digits: MidNum, MidNumLet, Single_Quote. */
export const midNumber = 1 << 5;
/** Connects what stands around it, as the underscore does. */
export const extendNumLet = 1 << 6;
/** Belongs to the character before it: Extend, Format, ZWJ. */
export const extend = 1 << 7;
/** South-East Asian scripts written without spaces. */
export const complexContext = 1 << 8;
export const hanOrHiragana = 1 << 9;
export const regionalIndicator = 1 << 10;
export const pictograph = 1 << 11;
export const emojiModifier = 1 << 12;
export const emojiModifierBase = 1 << 13;

const denseLimit = 0x20000;
const dense = new Uint16Array(denseLimit);
/** Runs past the dense table: first code point, one past the last, flags. */
const sparse: { start: number; end: number; flags: number }[] = [];

let position = 0;
for (const [, gap, id, length] of classRuns.matchAll(/([0-9a-z]+)([A-Z])([0-9a-z]+)/g)) {
  const start = position + Number.parseInt(gap!, 36);
  const end = start + Number.parseInt(length!, 36);
  const flags = classFlags[id!.charCodeAt(0) - 65]!;
  if (end <= denseLimit) dense.fill(flags, start, end);
  else sparse.push({ start, end, flags });
  position = end;
}

/** The classes of a code point, as flags; 0 for spaces, punctuation and whatever else is in no word. */
export function wordBreakFlags(codePoint: number): number {
  if (codePoint < denseLimit) return dense[codePoint]!;
  return sparse.find(({ start, end }) => start <= codePoint && codePoint < end)?.flags ?? 0;
}
