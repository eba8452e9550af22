import { type AnswerForm, answerForm } from './answer-form.ts';
import { sameDate } from './calendar-date.ts';
import { samePerson } from './names.ts';
import { inBase, sameQuantity } from './quantity.ts';

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
  if (
    !qualified &&
    !(dropsClass(a) && b.qualifier) &&
    !(dropsClass(b) && a.qualifier) &&
    a.stems.join(' ') === b.stems.join(' ') &&
    guardsAgree(a, b)
  )
    return true;
  if (a.guards !== b.guards) return false;
  if (squeezed(a) === squeezed(b) || sameTokens(a, b)) return true;
  if (!qualified && (person || (a.proper && b.proper)) && samePerson(a.name, b.name, person)) return true;
  return similar?.(a.text, b.text) ?? false;
}

/** Keys of which two equivalent answers share at least one (encoder similarity aside): only answers that share a key need comparing. */
export function blockingKeys(form: AnswerForm): string[] {
  const keys = [`k:${form.key}`, `s:${form.stems.join(' ')}`, `q:${squeezed(form)}`, `m:${sortedTokens(form)}`];
  if (form.polarity) keys.push(`p:${form.polarity}`);
  if (form.acronym) keys.push(`a:${form.acronym}`);
  if (form.initials) keys.push(`a:${form.initials}`);
  const surname = form.name.at(-1);
  if (surname !== undefined) keys.push(`n:${surname} ${form.guards}`);
  const { date, quantity } = form;
  if (date) {
    const [first, last] = date.years ?? [];
    if (first !== undefined && last !== undefined) {
      if (first === last) keys.push(`y:${first}`, `y:${Math.floor(first / 10)}x`, `y:${Math.ceil(first / 100)}c`);
      else if (last - first === 9) keys.push(`y:${Math.floor(first / 10)}x`, `y:${Math.ceil(last / 100)}c`);
      else keys.push(`y:${Math.ceil(last / 100)}c`);
    }
    if (date.day !== undefined) keys.push(`d:${date.month}-${date.day}`);
  }
  if (quantity) {
    // Converted quantities agree to 1 %, rounded ones to two digits: neighbours on a scale of 5 % steps.
    for (const value of new Set([quantity.value, inBase(quantity)])) {
      const step = value === 0 ? 0 : Math.log(Math.abs(value)) / Math.log(1.05);
      keys.push(`v:${Math.sign(value)} ${Math.floor(step)}`, `v:${Math.sign(value)} ${Math.floor(step) + 1}`);
    }
  }
  return [...new Set(keys)];
}

/** "Pearl River" says what "Pearl (song)" is not. */
function dropsClass({ name, stems }: AnswerForm): boolean {
  return stems.length < name.length;
}

function guardsAgree(a: AnswerForm, b: AnswerForm): boolean {
  // A qualifier that only one has may hold numbers of its own: "581 (second edition)".
  return a.guards === b.guards || a.core.join(' ') === b.core.join(' ');
}

function isAcronymOf(a: AnswerForm, b: AnswerForm): boolean {
  return a.acronym !== undefined && b.acronym === undefined && a.acronym === b.initials && a.acronym.length >= 2;
}

/** Without spaces, where no digit could run into another. */
function squeezed({ key }: AnswerForm): string {
  return /\d/.test(key) ? key : key.replaceAll(' ', '');
}

/** "Smith, John" and "John Smith", "red and white" and "white and red". */
function sameTokens(a: AnswerForm, b: AnswerForm): boolean {
  const reorders = /,|\band\b|&/;
  return (reorders.test(a.text) || reorders.test(b.text)) && sortedTokens(a) === sortedTokens(b);
}

function sortedTokens({ key }: AnswerForm): string {
  return key
    .split(' ')
    .filter((token) => token !== 'and')
    .sort()
    .join(' ');
}
