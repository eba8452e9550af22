import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

/** What is said of somebody, and what else is then true; `not` in front of the second says that it is false. */
export type Implication = readonly [said: RegExp, follows: string];

/** Predicates as `predicateOf` writes them: base form of the verb, without articles. */
const implications: readonly Implication[] = [
  [/^(?:assassinate|murder) (.+)$/, 'kill $1'],
  [/^(?:invent|build|design) (.+)$/, 'create $1'],
  [/^(?:purchase|buy) (.+)$/, 'own $1'],
  [/^(?:purchase) (.+)$/, 'buy $1'],
  [/^(?:buy) (.+)$/, 'purchase $1'],
  [/^steal (.+)$/, 'take $1'],
  [/^lose (.+)$/, 'not have $1'],
  [/^hold (.+)$/, 'have $1'],
  [/^support (.+)$/, 'be fan of $1'],
  [/^hate (.+)$/, 'not be fan of $1'],
  [/^publish (.+)$/, 'have $1'],
  [/^get well-paid job$/, 'have high salary'],
  [/^struggle to (.+)$/, 'have difficulty to $1'],
  [/^(?:reduce|decrease) her work hours\b.*$/, 'work fewer hours than before'],
  [/^increase her work hours\b.*$/, 'work more hours than before'],
];

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
