import type { Condition } from '../condition.ts';
import { kinds } from '../knowledge/kinds.ts';
import { predicateOf } from './predicate.ts';

/**
 * Kinds of things had: "has something to drink" from "has a green tea". A thing is known by its last words, so an unheard-of kind
 * of tea is a tea. Never says no: what is not listed may still be of the kind.
 */
export const category: Condition = {
  id: 'category',
  evaluate(statement, facts) {
    const kind = /^(?:have|own|carry|hold) (?:some |kind of |type of )?(.+)$/.exec(predicateOf(statement))?.[1];
    const things = kind === undefined ? undefined : kinds.get(kind);
    if (!things) return undefined;
    for (const fact of facts.about(statement.subject)) {
      const had = fact.negated
        ? undefined
        : /^(?:have|own|carry|hold) (?:some |bowl of |cup of |glass of |bottle of |pair of |piece of )?(.+)$/.exec(predicateOf(fact))?.[1];
      const thing = had && things.find((each) => had === each || had.endsWith(` ${each}`) || had.endsWith(`-${each}`));
      if (thing) return { holds: true, premises: [fact], because: `${thing}: ${kind}` };
    }
    return undefined;
  },
};
