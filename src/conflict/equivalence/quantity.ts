import { holdsNumberWord, numberScale, parseNumberWords } from './number-words.ts';
import { singular } from './singular.ts';
import { type Unit, unitOf } from './units.ts';

/** A number with what it counts. */
export interface Quantity {
  value: number;
  /** How many digits it is given to; "5.2 million" has 2. */
  digits: number;
  unit?: Unit | undefined;
  /** Stem of a noun that is no unit of measurement: "4 seasons". */
  noun?: string | undefined;
}

/** How far two quantities in different units may be apart and still be one, as conversions are rounded. */
const conversionTolerance = 0.01;
const currency = /^(?:us)?[$£€]/;
const qualifiers = /^(?:(?:about|around|approximately|approx\.?|roughly|nearly|almost|over|more than|at least|some|circa|c\.|~|≈)\s*)+/;
/** Ends in a capitalised word: a name ("Nine Elms") or "8 AM". */
const proper = /\p{Lu}\p{L}*\s*$/u;
const number = /^([+-]?(?:\d{1,3}(?:[,\s\u202f]\d{3})+|\d+)(?:\.\d+)?)/;

/** Reads a text that is a number, with or without a unit or one counted noun; undefined for anything else. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > 60 || !(/\d/.test(text) || holdsNumberWord(text))) return undefined;
  let rest = text
    .trim()
    .toLowerCase()
    .replace(qualifiers, '')
    .replace(/\s*\([^)]*\)\s*$/, '')
    .replace(/\.$/, '');
  const symbol = currency.exec(rest)?.[0];
  if (symbol) rest = rest.slice(symbol.length).trim();
  let value: number;
  let digits: number;
  let words: string[];
  const match = number.exec(rest);
  if (match) {
    const plain = match[1]!.replace(/[,\s\u202f]/g, '');
    value = Number(plain);
    digits = significantDigits(plain);
    const after = rest.slice(match[0].length);
    if (/^(?:st|nd|rd|th)\b|^[.:/-]/.test(after)) return undefined;
    words = after
      .trim()
      .split(/[\s-]+/)
      .filter(Boolean);
    const scale = words[0] === undefined ? undefined : numberScale(words[0], symbol !== undefined);
    if (scale !== undefined) {
      value *= scale;
      words.shift();
    }
  } else {
    const all = rest.split(/(?:,|\s|-)+/);
    const spelled = parseNumberWords(all);
    if (!spelled) return undefined;
    value = spelled.value;
    digits = significantDigits(String(value));
    words = all.slice(spelled.length);
  }
  if (symbol) return words.length === 0 ? { value, digits, unit: unitOf(symbol.replace('us', ''))! } : undefined;
  const joined = words.join(' ').replace(/^square (.*)$/, (_, name: string) => squared(name));
  const unit = unitOf(joined) ?? unitOf(joined.replace(/^degrees? /, ''));
  if (unit) return { value, digits, unit };
  if (words.length === 0) return { value, digits };
  return words.length === 1 && /^\p{L}+$/u.test(words[0]!) && !proper.test(text) ? { value, digits, noun: singular(words[0]!) } : undefined;
}

/**
 * Whether two quantities can be the same: equal, or the finer one rounds to the coarser one of at least two digits (5,214,000 and
 * 5.2 million). Units are converted; a missing unit agrees with any.
 */
export function sameQuantity(a: Quantity, b: Quantity): boolean {
  if (a.unit && b.unit) {
    if (a.unit.kind !== b.unit.kind) return false;
    if (a.unit.factor !== b.unit.factor || a.unit.offset !== b.unit.offset) {
      const [x, y] = [inBase(a), inBase(b)];
      return Math.abs(x - y) <= conversionTolerance * Math.max(Math.abs(x), Math.abs(y));
    }
  } else if ((a.unit && b.noun) || (a.noun && b.unit) || (a.noun && b.noun && a.noun !== b.noun)) return false;
  return a.value === b.value || roundsTo(a, b) || roundsTo(b, a);
}

/** The value in the base unit of its kind. */
export function inBase({ value, unit }: Quantity): number {
  return unit ? value * unit.factor + (unit.offset ?? 0) : value;
}

function roundsTo(fine: Quantity, coarse: Quantity): boolean {
  return coarse.digits >= 2 && coarse.digits < fine.digits && Number(fine.value.toPrecision(coarse.digits)) === coarse.value;
}

/** Whole thousands are taken for rounded, other zeros for counted: 93,020 is exact. */
function significantDigits(plain: string): number {
  const digits = plain.replace(/^[+-]/, '').replace(/^0*\.?0*/, '');
  return (plain.includes('.') ? digits : digits.replace(/0{3,}$/, '')).replace('.', '').length || 1;
}

function squared(name: string): string {
  const short: Record<string, string> = {
    kilometre: 'km',
    kilometer: 'km',
    mile: 'mi',
    metre: 'm',
    meter: 'm',
    km: 'km',
    m: 'm',
    mi: 'mi',
  };
  return `${short[name.replace(/s$/, '')] ?? name}2`;
}
