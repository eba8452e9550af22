import { tellsRelation } from './relation-words.ts';
import { findWords, type Word, words } from './words.ts';

/** A fact as a user states it: "The director of Madonna is Narendra Modi." */
export interface StatedFact {
  id: string;
  text: string;
}

/** A stated fact read from one of its names: what it says of it. */
export interface Edge {
  fact: StatedFact;
  /** What the name is related to. */
  object: { text: string; start: number; end: number };
  /** Words that tell the relation: "director". */
  relation: readonly string[];
}

const joins = new Set(['of', 'by', 'in', 'to', 'for', 'with', 'is', 'was', 'are', 'were', 'as', 'from', 'at', 'on', 'called', 'named']);

/**
 * What a fact says of a name; undefined where it does not name it, or names it last, as what something else is related to. The object begins with the first
 * capital after the name, or after the last preposition or copula where there is none ("plays the position of goaltender").
 */
export function edgeFrom(fact: StatedFact, name: readonly Word[]): Edge | undefined {
  const text = words(fact.text);
  const at = findWords(text, name);
  if (at < 0) return undefined;
  const after = at + name.length;
  // "New England" is not England, "Madonna Sebastian" not Madonna.
  if ((at > 1 && text[at - 1]!.capital) || text[after]?.capital) return undefined;
  const tail = text.slice(after);
  let first = tail.findIndex(({ capital }) => capital);
  if (first < 0) first = tail.findLastIndex(({ key }) => joins.has(key)) + 1;
  const object = tail.slice(first);
  // An object follows a word that joins it: in "The Times of India", Times stands alone.
  if (object.length === 0 || first === 0) return undefined;
  const [start, end] = [object[0]!.start, object.at(-1)!.end];
  const relation = [...text.slice(0, at), ...tail.slice(0, first)].map(({ key }) => key).filter(tellsRelation);
  return { fact, object: { text: fact.text.slice(start, end), start, end }, relation };
}
