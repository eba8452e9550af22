import type { GroundLiteral } from '../literal.ts';
import { baseForm } from '../text/verbs.ts';

/**
 * What a literal says of its subject, in one form however it is cut into relation and object: lower case, the first word in the
 * base form, without articles. (sheep, has, a card that is red in color) → "have card that is red in color".
 */
export function predicateOf({ relation, object }: GroundLiteral): string {
  const [verb, ...rest] = `${relation} ${object}`.toLowerCase().split(/\s+/);
  return [baseForm(verb!), ...rest.filter((word) => word !== 'a' && word !== 'an' && word !== 'the')].join(' ');
}
