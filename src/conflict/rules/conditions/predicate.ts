import type { GroundLiteral } from '../literal.ts';
import { readVerbPhrase } from '../text/verb-phrase.ts';

const written = new WeakMap<GroundLiteral, string>();

/**
 * What a literal says of its subject, in one form however it is cut into relation and object: lower case, the verb in the base form
 * ("is holding", "held" and "has held" are "hold"), without articles
 * and words for the present or the last days. (sheep, has, a card that is red in color) → "have card that is
 * red in color".
 */
export function predicateOf(literal: GroundLiteral): string {
  // Every condition looks at every fact about its subject.
  let predicate = written.get(literal);
  if (predicate === undefined) {
    const words = `${literal.relation} ${literal.object}`.toLowerCase().trim().replace(whenever, '').split(/\s+/);
    const phrase = readVerbPhrase(words);
    const said = !phrase ? words : phrase.passive ? ['be', ...words.slice(-phrase.rest.length - 1)] : [phrase.verb, ...phrase.rest];
    const kept = said
      .map((word) => (word === 'his' || word === 'their' || word === 'its' ? 'her' : word))
      .filter((word) => !articles.has(word));
    predicate = `${phrase?.negated ? 'not ' : ''}${kept.join(' ')}`;
    written.set(literal, predicate);
  }
  return predicate;
}

/** What is said holds now, or lately. */
const whenever =
  /(?: (?:right now|at the moment|at this moment|at present|now|currently|today|nowadays|these days|recently|lately|again))+$/;
const articles = new Set(['a', 'an', 'the']);
