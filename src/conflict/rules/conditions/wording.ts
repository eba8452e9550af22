import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

/** What facts state in other words: another tense or article, or another cut between relation and object. */
export const wording: Condition = {
  id: 'wording',
  evaluate(statement, facts) {
    const asked = predicateOf(statement);
    for (const fact of facts.about(statement.subject)) {
      const stated = predicateOf(fact);
      const holds = stated === asked;
      if (!holds && stated !== `not ${asked}` && asked !== `not ${stated}`) continue;
      return { holds: holds !== fact.negated, premises: [fact], because: 'stated' };
    }
    return undefined;
  },
};
