import { type AnswerForm, answerForm } from './answer-form.ts';
import { type CalendarDate, sameDate } from './calendar-date.ts';
import { samePerson } from './names.ts';
import { inBase, sameQuantity } from './quantity.ts';
import { factorsOf } from './units.ts';

/** What is known of the answers beside their text. */
export interface EquivalenceOptions {
  /** The answers are persons, so that a surname alone is a name: "Beethoven". */
  person?: boolean | undefined;
  /** Whether two answers mean the same, e.g. by an encoder; asked only where the rules say nothing for or against it. */
  similar?: ((a: string, b: string) => boolean) | undefined;
}

/**
 * Whether two answers say the same: by normalised text, dates at different grain, quantities with units, names, acronyms, and what one adds
 * in brackets or after a comma. Symmetric and reflexive; not transitive (May 2016, 2016, June 2016).
 *
 * @example
 * equivalent('5.2 million', '5,214,000'); // true
 * equivalent('Paris, France', 'Paris'); // true
 */
export function equivalent(a: string, b: string, options: EquivalenceOptions = {}): boolean {
  return sameAnswer(answerForm(a), answerForm(b), options);
}

/** {@link equivalent} of answers already read. */
export function sameAnswer(a: AnswerForm, b: AnswerForm, { person = false, similar }: EquivalenceOptions = {}): boolean {
  if (a.key === b.key) return a.key !== '' || a.text.trim() === b.text.trim();
  if (a.key === '' || b.key === '') return false;
  if (a.polarity || b.polarity) return a.polarity === b.polarity;
  if (a.date && b.date) return sameDate(a.date, b.date);
  if (a.quantity && b.quantity) return sameQuantity(a.quantity, b.quantity);
  if (isAcronymOf(a, b) || isAcronymOf(b, a)) return true;
  // Two qualifiers that differ name two things: Paris, France and Paris, Texas.
  const qualified = a.qualifier !== '' && b.qualifier !== '' && a.qualifier !== b.qualifier && !sameTokens(a, b);
  if (!qualified && !(dropsClass(a) && b.qualifier) && !(dropsClass(b) && a.qualifier) && a.singulars === b.singulars && guardsAgree(a, b))
    return true;
  if (a.guards !== b.guards) return false;
  if (a.squeezed === b.squeezed || sameTokens(a, b)) return true;
  if (!qualified && (person || (a.proper && b.proper)) && samePerson(a.name, b.name, person)) return true;
  return similar?.(a.text, b.text) ?? false;
}

/** What an answer is looked up by, and under what it can be found. */
export interface BlockingKeys {
  finds: string[];
  foundBy: string[];
}

/** Of two equivalent answers one finds the other and the reverse (encoder similarity aside): only such pairs need comparing. Keys may repeat. */
export function blockingKeys(form: AnswerForm, person = false): BlockingKeys {
  // Most forms of a text are the same text; others must not be confused with the keys that have a colon, which no text has.
  const keys = [...new Set([form.key, form.singulars, form.squeezed, form.sorted])];
  const finds: string[] = [];
  const foundBy: string[] = [];
  if (form.polarity) keys.push(`p:${form.polarity}`);
  if (form.acronym) {
    finds.push(`initials:${form.acronym}`);
    foundBy.push(`acronym:${form.acronym}`);
  } else if (form.initials) {
    finds.push(`acronym:${form.initials}`);
    foundBy.push(`initials:${form.initials}`);
  }
  const { name, date, quantity } = form;
  const surname = name.at(-1);
  if (surname !== undefined && name.length > 1) {
    // Given names are equal, or one is the initial of the other.
    const given = name[0]!;
    const short = given.length === 1;
    keys.push(`n:${surname} ${given}`);
    finds.push(`${short ? 'given' : 'initial'}:${surname} ${given[0]}`);
    foundBy.push(`${short ? 'initial' : 'given'}:${surname} ${given[0]}`);
  }
  if (surname !== undefined && person) {
    // Many share a surname: a full name looks for the surname alone, and the reverse, but not for other full names.
    const single = name.length === 1;
    finds.push(`${single ? 'full' : 'alone'}:${surname}`);
    foundBy.push(`${single ? 'alone' : 'full'}:${surname}`);
  }
  if (date) keys.push(...dateKeys(date));
  if (quantity) {
    const { value, digits, unit } = quantity;
    keys.push(`v:${value}`);
    finds.push(`rounds:${value}`);
    for (let kept = 2; kept < Math.min(digits, 8); kept++) {
      const rounded = Number(value.toPrecision(kept));
      finds.push(`v:${rounded}`);
      foundBy.push(`rounds:${rounded}`);
    }
    if (unit) {
      // Converted quantities agree to 1 %: neighbours on a scale of 2 % steps.
      const step = Math.floor(Math.log(Math.abs(inBase(quantity)) || 1) / Math.log(1.02));
      foundBy.push(`${unit.kind} ${unit.factor}:${step}`);
      for (const factor of factorsOf(unit.kind)) {
        if (factor !== unit.factor || unit.kind === 'temperature')
          finds.push(...[step - 1, step, step + 1].map((near) => `${unit.kind} ${factor}:${near}`));
      }
    }
  }
  return { finds: keys.concat(finds), foundBy: keys.concat(foundBy) };
}

function dateKeys({ years, month, day }: CalendarDate): string[] {
  const keys = day === undefined ? [] : [`d:${month}-${day}`];
  if (!years) return keys;
  const [first, last] = years;
  const century = `y:${Math.ceil(last / 100)}c`;
  if (last - first > 9) return [...keys, century];
  const decade = `y:${Math.floor(first / 10)}x`;
  return first === last ? [...keys, `y:${first}`, decade, century] : [...keys, decade, century];
}

/** "Pearl River" says what "Pearl (song)" is not. */
function dropsClass({ name, telling }: AnswerForm): boolean {
  return telling < name.length;
}

function guardsAgree(a: AnswerForm, b: AnswerForm): boolean {
  // A qualifier that only one has may hold numbers of its own: "581 (second edition)".
  return a.guards === b.guards || a.core === b.core;
}

function isAcronymOf(a: AnswerForm, b: AnswerForm): boolean {
  return a.acronym !== undefined && b.acronym === undefined && a.acronym === b.initials && a.acronym.length >= 2;
}

/** "Smith, John" and "John Smith", "red and white" and "white and red". */
function sameTokens(a: AnswerForm, b: AnswerForm): boolean {
  return (a.reorders || b.reorders) && a.sorted === b.sorted;
}
