import { type CalendarDate, parseCalendarDate } from './calendar-date.ts';
import { classNouns, withoutHonorifics } from './names.ts';
import { parseQuantity, type Quantity } from './quantity.ts';
import { singular } from './singular.ts';

/** An answer, read once so that it can be compared with many others. */
export interface AnswerForm {
  text: string;
  /** Lower case, marks, punctuation and articles removed, one space between tokens; empty for an answer of punctuation only. */
  key: string;
  /** The key without bracketed parts and what follows a comma. */
  core: string;
  /** The singulars of the core's tokens without honorifics and class nouns, or of all of them where nothing else is left. */
  singulars: string;
  /** Tokens of the core without honorifics; how many of them are no class nouns. */
  name: readonly string[];
  telling: number;
  /** The key without spaces, where no digit could run into another. */
  squeezed: string;
  /** The key's tokens in alphabetical order, without "and", and whether the answer's wording lets the order change. */
  sorted: string;
  reorders: boolean;
  /** Every word but function words is capitalised. */
  proper: boolean;
  /** What was in brackets or after a comma. */
  qualifier: string;
  /** Digits, Roman numerals and ordinal words, and negations: answers that differ in them differ. */
  guards: string;
  date?: CalendarDate | undefined;
  quantity?: Quantity | undefined;
  polarity?: 'yes' | 'no' | undefined;
  /** Initials of the capitalised words, for two or more of them. */
  initials?: string | undefined;
  /** The letters of an answer that is an acronym. */
  acronym?: string | undefined;
}

const articles = new Set(['a', 'an', 'the']);
const polarities: Record<string, 'yes' | 'no'> = { yes: 'yes', true: 'yes', correct: 'yes', no: 'no', false: 'no', incorrect: 'no' };
const roman = /^(?:x{0,3}(?:ix|iv|v?i{0,3}))$/;
const ordinals = new Set('first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' '));
const negations = new Set(['not', 'no', 'non', 'never', 'without', 'anti', 'un', 'neither', 'nor']);

/** Short names that no rule derives from the long ones. */
const countryNames = new Map(
  [
    ['us', 'united states america', 'america', 'united states of america'],
    ['uk', 'great britain', 'britain', 'united kingdom of great britain and northern ireland'],
    ['ussr', 'union of soviet socialist republics'],
    ['uae'],
  ].flatMap((names, index) => {
    const name = ['united states', 'united kingdom', 'soviet union', 'united arab emirates'][index]!;
    return [...names, ...(index === 0 ? ['usa'] : [])].map((other) => [other, name] as const);
  }),
);

export function answerForm(text: string): AnswerForm {
  const key = normalize(text);
  const all = tokens(key);
  const bare = text.replace(/\s*[([][^)\]]*[)\]]/g, ' ').replace(/[“”"]/g, '');
  const comma = bare.search(/,\s/);
  // More than one comma makes a list.
  const tailed = comma > 0 && !bare.slice(comma + 1).includes(',');
  const coreText = tailed ? bare.slice(0, comma) : bare;
  const core = tokens(coreText === text ? key : normalize(coreText) || key);
  const name = withoutHonorifics(core);
  const telling = name.filter((token) => !classNouns.has(token));
  const kept = telling.length > 0 ? telling : core;
  const words = bare.match(/[\p{L}\p{N}][\p{L}\p{N}.'’&-]*/gu) ?? [];
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word));
  return {
    text,
    key,
    core: core.join(' '),
    singulars: kept.map(singular).join(' '),
    name,
    telling: kept.length,
    squeezed: /\d/.test(key) ? key : key.replaceAll(' ', ''),
    sorted: all
      .filter((token) => token !== 'and')
      .sort()
      .join(' '),
    reorders: /,|\band\b|&/.test(text),
    proper: words.length > 0 && words.every((word) => /^[\p{Lu}\p{N}]|^(?:of|the|and|de|van|von|der|di|da|la|le|du|del)$/u.test(word)),
    qualifier: normalize([...(text.match(/[([][^)\]]*[)\]]/g) ?? []), tailed ? bare.slice(comma) : ''].join(' ')),
    guards: all.filter(isGuard).sort().join(' '),
    date: parseCalendarDate(text),
    quantity: parseQuantity(text),
    polarity: polarities[key],
    initials: capitals.length >= 2 && capitals.length <= 6 ? capitals.map((word) => word[0]!.toLowerCase()).join('') : undefined,
    acronym: words.length === 1 && /^(?:\p{Lu}\.?){2,6}$/u.test(words[0]!) ? words[0]!.replaceAll('.', '').toLowerCase() : undefined,
  };
}

function normalize(text: string): string {
  let plain = text.toLowerCase();
  if (/^[a-z ]*$/.test(plain)) return canonical(plain);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a quick look whether there is anything to decompose
  if (/[^\x00-\x7f]/.test(plain))
    plain = plain.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss').replaceAll('ø', 'o').replaceAll('ł', 'l');
  plain = plain
    .replaceAll('&', ' and ')
    .replace(/(?<=\d),(?=\d{3})/g, '')
    .replace(/['’`]s\b/g, 's')
    // "U.S.A.", "J.R.R.": the periods of initials fall away, between longer parts they divide.
    .replace(/(?<=\b\p{L})\.(?=\p{L}\b)/gu, plain.length <= 12 ? '' : ' ')
    .replace(/(?<=\d)\.(?=\d)/g, '\u0001')
    .replace(/['’`.]/g, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: stands for the decimal point, which stays
    .replace(/[^\p{L}\p{N}\u0001%$£€°]+/gu, ' ')
    .replaceAll('\u0001', '.');
  return canonical(plain);
}

/** Without articles; short names of countries are spelled out. */
function canonical(plain: string): string {
  const joined = plain
    .split(' ')
    .filter((token) => token !== '' && !articles.has(token))
    .join(' ');
  return countryNames.get(joined) ?? joined;
}

function tokens(key: string): string[] {
  return key === '' ? [] : key.split(' ');
}

function isGuard(token: string): boolean {
  return /\d/.test(token) || (roman.test(token) && token !== '' && token !== 'i') || ordinals.has(token) || negations.has(token);
}
