import { commonVerbs } from './common-verbs.ts';
import { baseForm, isBaseForm, isParticiple, isProgressive } from './verb-forms.ts';
import { determiners, isAdverb } from './words.ts';

/** What is said of a subject, freed of tense, mood and negation. */
export interface VerbPhrase {
  readonly verb: string;
  readonly rest: readonly string[];
  readonly negated: boolean;
  /** "is respected by the cat": the subject is acted upon, and `rest` ends in who acts. */
  readonly passive: boolean;
}

const modals = new Set('will would can could shall should must may might do does did to'.split(' '));
const be = new Set('is are was were am be been'.split(' '));
/** "is going to respect" says "respects"; so do these. */
const prospects = new Set(
  'going able bound sure certain guaranteed likely expected supposed known said required obliged destined set determined'.split(' '),
);
const refusals = new Set('fail refuse decline neglect'.split(' '));
const approaches = new Set('happen tend seem appear manage get ought begin start come'.split(' '));

/** Reads the words after a subject. Null for words without a verb. */
export function readVerbPhrase(words: readonly string[]): VerbPhrase | null {
  let negated = false;
  /** The position of the next word that is neither adverb nor negation, which is noted. */
  const after = (from: number): number => {
    let at = from;
    for (; at < words.length; at++) {
      const word = words[at]!.toLowerCase();
      if (word === 'not' || word === 'never') negated = !negated;
      else if (word === 'no' && words[at + 1] === 'longer') {
        negated = !negated;
        at++;
      } else if (!isAdverb(word) && word !== ',') break;
    }
    return at;
  };
  let at = after(0);
  for (;;) {
    const word = words[at]?.toLowerCase();
    if (word === undefined) return null;
    const denied = negated;
    const next = after(at + 1);
    const following = words[next]?.toLowerCase();
    const infinitive = following === 'to' && words[next + 1] !== undefined && isBaseForm(words[next + 1]!);
    if (modals.has(word) && following !== undefined && !determiners.has(following)) {
      at = next;
    } else if (be.has(word)) {
      if (following !== undefined && prospects.has(following) && words[next + 1] === 'to') at = after(next + 2);
      else if (following !== undefined && isProgressive(following) && next + 1 < words.length && isBaseForm(baseForm(following))) at = next;
      else if (following !== undefined && isParticiple(following) && words.includes('by')) {
        return { verb: baseForm(following), rest: words.slice(next + 1), negated, passive: true };
      } else return { verb: 'be', rest: words.slice(next), negated, passive: false };
    } else if (word === 'has' || word === 'have' || word === 'had') {
      if (infinitive) at = next + 1;
      else if (following !== undefined && (following === 'been' || (isParticiple(following) && commonVerbs.has(baseForm(following)))))
        at = next;
      else {
        const none = following === 'no';
        return {
          verb: 'have',
          rest: words.slice(none || following === 'any' ? next + 1 : next),
          negated: negated !== none,
          passive: false,
        };
      }
    } else if (infinitive && refusals.has(baseForm(word))) {
      negated = !negated;
      at = next + 1;
    } else if (infinitive && approaches.has(baseForm(word))) {
      at = next + 1;
    } else return { verb: baseForm(word), rest: words.slice(at + 1), negated: denied, passive: false };
  }
}
