import type { Condition } from '../condition.ts';
import { implications } from '../knowledge/implications.ts';
import { predicateOf } from './predicate.ts';

/** What is said of somebody, and what else is then true; `not` in front of the second says that it is false. */
export type Implication = readonly [said: RegExp, follows: string];

/** Sayings of which one implies the other: who "lost her keys" does not have her keys. */
export function implication(table: readonly Implication[] = implications): Condition {
  return {
    id: 'implication',
    evaluate(statement, facts) {
      const asked = predicateOf(statement);
      for (const fact of facts.about(statement.subject)) {
        const predicate = fact.negated ? '' : predicateOf(fact);
        for (const [said, follows] of table) {
          if (!said.test(predicate)) continue;
          const then = predicate.replace(said, follows);
          if (then === asked) return { holds: true, premises: [fact], because: `who ${predicate} ${then}` };
          if (then === `not ${asked}`) return { holds: false, premises: [fact], because: `who ${predicate} does ${then}` };
        }
      }
      return undefined;
    },
  };
}
