import { inBase, parseQuantity, type Quantity } from '../../equivalence/quantity.ts';
import type { Condition } from '../condition.ts';
import { predicateOf } from './predicate.ts';

const comparisons: Record<string, (known: number, asked: number) => boolean> = {
  'more than': (known, asked) => known > asked,
  'fewer than': (known, asked) => known < asked,
  'less than': (known, asked) => known < asked,
  'at least': (known, asked) => known >= asked,
  'at most': (known, asked) => known <= asked,
  exactly: (known, asked) => known === asked,
};

const comparing = new RegExp(`^(\\w+) (${Object.keys(comparisons).join('|')}) (.+)$`);
const dimension = / (?:old|tall|long|wide|high|deep)$/;

/**
 * Counts and measures: "has more than 6 friends" from "has eleven friends" or "has 4 friends that are kind and one friend that is
 * not", "is less than 2 years old" from "is 18 months old". Cannot tell where nothing comparable is stated, or what is stated
 * disagrees about the answer.
 */
export const quantity: Condition = {
  id: 'quantity',
  evaluate(statement, facts) {
    const [, verb, comparison, measure] = comparing.exec(predicateOf(statement)) ?? [];
    const asked = measure && parseQuantity(measure.replace(dimension, ''));
    if (!asked) return undefined;
    const known = facts.about(statement.subject).flatMap((fact) => {
      const predicate = predicateOf(fact);
      if (fact.negated || !predicate.startsWith(`${verb} `)) return [];
      const total = totalOf(predicate.slice(verb!.length + 1), asked);
      return total === undefined ? [] : [{ fact, total, holds: comparisons[comparison!]!(total, inBase(asked)) }];
    });
    const first = known[0];
    if (!first || known.some(({ holds }) => holds !== first.holds)) return undefined;
    const because = `${first.total} is ${first.holds ? '' : 'not '}${comparison} ${inBase(asked)}`;
    return { holds: first.holds, premises: [first.fact], because };
  },
};

/** The sum of the quantities stated, in the base unit; undefined where one counts or measures something else. */
function totalOf(stated: string, asked: Quantity): number | undefined {
  let total = 0;
  for (const part of stated.split(' and ')) {
    const quantity = parseQuantity(part.replace(/ that (?:is|are) .+$/, '').replace(dimension, ''));
    if (quantity?.noun !== asked.noun || quantity?.unit?.kind !== asked.unit?.kind) return undefined;
    total += inBase(quantity!);
  }
  return total;
}
