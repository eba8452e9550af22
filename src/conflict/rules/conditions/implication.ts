import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

/** What is said of somebody, and what else is then true; `not` in front of the second says that it is false. */
export type Implication = readonly [said: RegExp, follows: string];

/** Predicates as `predicateOf` writes them: base form of the first word, without articles. */
const implications: readonly Implication[] = [
  [/^(?:assassinated|murdered) (.+)$/, 'killed $1'],
  [/^(?:invented|built|designed) (.+)$/, 'created $1'],
  [/^(?:purchased|bought) (.+)$/, 'own $1'],
  [/^(?:purchased|bought) (.+)$/, 'bought $1'],
  [/^(?:purchased|bought) (.+)$/, 'purchased $1'],
  [/^stole (.+)$/, 'took $1'],
  [/^lost (.+)$/, 'not have $1'],
  [/^be holding (.+)$/, 'have $1'],
  [/^support (.+)$/, 'be fan of $1'],
  [/^hate (.+)$/, 'not be fan of $1'],
  [/^published (.+)$/, 'have published $1'],
  [/^published (.+)$/, 'have $1'],
  [/^got well-paid job$/, 'have high salary'],
  [/^struggle to (.+)$/, 'have difficulty to $1'],
  [/^(?:reduced|decreased) (?:her|his|their) work hours\b.*$/, 'work fewer hours than before'],
  [/^increased (?:her|his|their) work hours\b.*$/, 'work more hours than before'],
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
