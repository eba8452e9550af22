import type { GroundLiteral } from '../literal.ts';
import { baseForm } from '../text/verbs.ts';

const written = new WeakMap<GroundLiteral, string>();

/**
 * What a literal says of its subject, in one form however it is cut into relation and object: lower case, the first word in the
 * base form, without articles. (sheep, has, a card that is red in color) → "have card that is red in color".
 */
export function predicateOf(literal: GroundLiteral): string {
  // Every condition looks at every fact about its subject.
  let predicate = written.get(literal);
  if (predicate === undefined) {
    const [verb, ...rest] = `${literal.relation} ${literal.object}`.toLowerCase().split(/\s+/);
    predicate = [baseForm(verb!), ...rest.filter((word) => word !== 'a' && word !== 'an' && word !== 'the')].join(' ');
    written.set(literal, predicate);
  }
  return predicate;
}
