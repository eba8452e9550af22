import { equivalent } from '../equivalence/equivalent.ts';
import { align, type Difference } from './differences.ts';
import { isFunctionWord, type Word, words } from './words.ts';

export type ContradictionType = 'number' | 'date' | 'name' | 'negation' | 'wording';

/** In what two otherwise similar sentences contradict each other. */
export interface SentenceContradiction {
  type: ContradictionType;
  /** What each says in the place where they differ; the negation, and nothing, where one denies the other. */
  values: [a: string, b: string];
  /** Part of the words that they have in common, in [0, 1] (Dice). */
  similarity: number;
}

export interface ComparisonContext {
  /** Both are about the same thing by what surrounds them: passages of one title, or near copies. */
  sameSubject: boolean;
  /** Otherwise: titles of the passages, of which the sentences must name one. */
  titles?: readonly string[] | undefined;
  /** Both stand in the same place of two near copies: they are two versions of one sentence, which may differ in more than a value. */
  samePlace?: boolean | undefined;
}

const leastSimilarity = 0.6;
/** Values are short; longer differences are other statements. */
const longestValue = 6;
const negations = new Set([
  'not',
  'never',
  'no',
  "isn't",
  "wasn't",
  "aren't",
  "weren't",
  "don't",
  "doesn't",
  "didn't",
  'neither',
  'without',
]);
const months = /^(?:january|february|march|april|may|june|july|august|september|october|november|december)$/;
const numberWords =
  /^(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million|billion)$/;

/**
 * Compares two sentences of similar wording: they contradict each other where one value, and only one, is replaced by another of its kind that
 * is not its equal, or where one denies what the other says. Of two versions of one sentence several values may be replaced; the first is given.
 * Undefined for any other pair; a sentence that only says more contradicts nothing.
 *
 * @example
 * compareSentences('Fidelio was first given in 1805.', 'Fidelio was first given in 1814.', { sameSubject: true });
 * // { type: 'date', values: ['1805', '1814'], similarity: 0.83… }
 */
export function compareSentences(
  a: string,
  b: string,
  { sameSubject, titles = [], samePlace = false }: ComparisonContext,
): SentenceContradiction | undefined {
  const [wordsA, wordsB] = [words(a), words(b)];
  const { differences, common, shared } = align(wordsA, wordsB);
  const similarity = (2 * shared) / (wordsA.length + wordsB.length);
  if (similarity < leastSimilarity) return undefined;
  const kept = wordsA.filter((word, i) => common[i] && !isFunctionWord(word));
  if (kept.length < (sameSubject ? 1 : 2)) return undefined;

  const negated = differences.filter((difference) => isNegation(difference, wordsA, wordsB));
  const replaced = differences.filter((place) => {
    const [x, y] = [keysOf(wordsA, place.a), keysOf(wordsB, place.b)];
    return x !== '' && y !== '' && !sameToTheEye(x, y);
  });
  if (negated.length === 1 && replaced.length === 0) {
    if (!sameSubject && !namesSubject(wordsA, common, wordsA.length, titles)) return undefined;
    const [{ a: inA, b: inB }] = negated as [Difference];
    return { type: 'negation', values: [textOf(a, wordsA, inA), textOf(b, wordsB, inB)], similarity };
  }
  const values = [...new Map(replaced.map((place) => [`${keysOf(wordsA, place.a)}\n${keysOf(wordsB, place.b)}`, place])).values()];
  if (negated.length > 0 || (values.length !== 1 && !samePlace)) return undefined;
  for (const place of values) {
    const valueA = wordsA.slice(place.a.start, place.a.end);
    const valueB = wordsB.slice(place.b.start, place.b.end);
    const texts: [string, string] = [textOf(a, wordsA, place.a), textOf(b, wordsB, place.b)];
    const type = typeOf(valueA, valueB);
    if (type === undefined || valueA.length > longestValue || valueB.length > longestValue) continue;
    if (equivalent(...texts, { person: true })) continue;
    // Of another subject another value holds, and other words may say the same: only sentences that name their subject stand by themselves.
    if (!sameSubject && (type === 'wording' || !namesSubject(wordsA, common, place.a.start, titles))) continue;
    // Beside other changes other words are a new wording.
    if (type === 'wording' && values.length > 1) continue;
    return { type, values: texts, similarity };
  }
  return undefined;
}

/**
 * Whether both sentences name what one of the passages is about; without titles, whether a name ("The Halden bridge …", "Selena Gomez …") is
 * among the first words that both have, before the place where they differ.
 */
function namesSubject(all: readonly Word[], common: readonly boolean[], before: number, titles: readonly string[]): boolean {
  if (titles.length > 0) {
    const said = new Set(all.flatMap(({ key }, i) => (common[i] ? [key] : [])));
    return titles.some((title) => words(title).every(({ key }) => said.has(key)));
  }
  const opening = all.slice(0, Math.min(before - 1, 6));
  return opening.some(
    (word, i) => i > 0 && isName(word) && common[i] && common[i - 1] && (isName(all[i - 1]!) || (i === 1 && all[0]!.key === 'the')),
  );
}

function isNegation({ a, b }: Difference, wordsA: readonly Word[], wordsB: readonly Word[]): boolean {
  const one = wordsA.slice(a.start, a.end);
  const other = wordsB.slice(b.start, b.end);
  // "No. 1" numbers, "whether or not" leaves open: they do not deny.
  const denies = (side: readonly Word[]) =>
    side.some(({ key }) => negations.has(key)) && !side.some(({ key, text }) => key === 'or' || /^\p{Lu}/u.test(text));
  const joined = (side: readonly Word[]) => side.map(({ key }) => key).join('');
  return denies(one) !== denies(other) && one.length + other.length <= 3 && joined(one) !== joined(other);
}

/** Of one kind, or nothing: a year in the place of a name changes the sentence, not a value. */
function typeOf(a: readonly Word[], b: readonly Word[]): ContradictionType | undefined {
  const both = (is: (value: readonly Word[]) => boolean) => is(a) && is(b);
  if (both(isDate)) return 'date';
  if (both(isNumber)) return 'number';
  if ([...a, ...b].some(isNumeral) || !both((value) => value.some((word) => !isFunctionWord(word)))) return undefined;
  if (both((value) => value.every((word) => isName(word) || isFunctionWord(word)))) return 'name';
  return both((value) => value.length <= 3 && value.every((word) => !isFunctionWord(word) && /^\p{Ll}/u.test(word.text)))
    ? 'wording'
    : undefined;
}

const isName = ({ text }: Word) => /^\p{Lu}\p{L}/u.test(text);
const isNumeral = ({ key }: Word) => /^[^\p{L}]*\d[\d.]*(?:st|nd|rd|th|s|m|km|kg|k)?$/u.test(key) || numberWords.test(key);
const isMonth = ({ key }: Word) => months.test(key);
const isYear = ({ key }: Word) => /^(?:1\d|20)\d\ds?$/.test(key);
const isQualifier = (word: Word) =>
  /^(?:about|over|nearly|approximately|around|almost|least|early|late|number)$/.test(word.key) || isFunctionWord(word);
/** Numerals and what qualifies them, nothing else. */
const isNumber = (value: readonly Word[]) => value.some(isNumeral) && value.every((word) => isNumeral(word) || isQualifier(word));
const isDate = (value: readonly Word[]) =>
  (value.some(isMonth) || (value.some(isYear) && value.filter(isNumeral).length === 1)) &&
  value.every((word) => isMonth(word) || isNumeral(word) || isQualifier(word));

function textOf(sentence: string, all: readonly Word[], { start, end }: { start: number; end: number }): string {
  return end > start ? sentence.slice(all[start]!.start, all[end - 1]!.end) : '';
}

const keysOf = (all: readonly Word[], { start, end }: { start: number; end: number }) =>
  all
    .slice(start, end)
    .map(({ key }) => key)
    .join(' ');

/** Spellings, inflections and slips of the pen: letters that agree at the beginning, or up to one in five that do not. Digits are all told apart. */
function sameToTheEye(a: string, b: string): boolean {
  if (/\d/.test(a + b)) return a.replaceAll(' ', '') === b.replaceAll(' ', '');
  const [x, y] = [a.replaceAll(/[^\p{L}]/gu, ''), b.replaceAll(/[^\p{L}]/gu, '')];
  if (x === y || x.includes(y) || y.includes(x)) return true;
  const shorter = Math.min(x.length, y.length);
  let same = 0;
  while (same < shorter && x[same] === y[same]) same++;
  let end = 0;
  while (end < shorter - same && x[x.length - 1 - end] === y[y.length - 1 - end]) end++;
  return (
    (same >= 4 && Math.max(x.length, y.length) - same <= 4) ||
    Math.max(x.length, y.length) - same - end <= Math.max(1, Math.floor(shorter / 5))
  );
}
