import { inBase, parseQuantity, type Quantity } from '../../equivalence/quantity.ts';
import type { Condition, KnownFacts } from '../condition.ts';
import type { GroundLiteral } from '../literal.ts';
import { compareRanges, comparisonPattern } from './comparison.ts';
import { predicateOf } from './predicate.ts';

const comparing = new RegExp(`^(?<verb>\\w+) ${comparisonPattern} (?<measure>.+)$`);
const openEnded = /^(?<verb>\w+) (?<measure>.+?) or (?<end>more|fewer|less)(?<noun> \w+)?$/;
const dimension = / (?:old|tall|long|wide|high|deep|heavy|in (?:length|height|width|weight|size))$/;
const money = new Set(['dollars', 'euros', 'pounds']);

/**
 * Counts and measures: "has more than 6 friends" from "has eleven friends" or "has 4 friends that are kind and one friend that is
 * not", "weighs less than 2 kg" from "weighs 800 g", "has more money than the cat and the dog combined" from what each has. Cannot
 * tell where nothing comparable is stated, or what is stated disagrees about the answer.
 */
export const quantity: Condition = {
  id: 'quantity',
  evaluate(statement, facts) {
    return amongIndividuals(statement, facts) ?? withNumber(statement, facts);
  },
};

function withNumber(statement: GroundLiteral, facts: KnownFacts) {
  const predicate = predicateOf(statement);
  const open = openEnded.exec(predicate)?.groups;
  const parts = open
    ? { verb: open.verb!, comparison: open.end === 'more' ? 'at least' : 'at most', measure: `${open.measure}${open.noun ?? ''}` }
    : (comparing.exec(predicate)?.groups as { verb: string; comparison: string; measure: string } | undefined);
  const asked = parts && parseQuantity(parts.measure.replace(dimension, ''));
  if (!asked) return undefined;
  const { verb, comparison } = parts;
  const known = facts.about(statement.subject).flatMap((fact) => {
    const stated = predicateOf(fact);
    if (!stated.startsWith(`${verb} `)) return [];
    const total = fact.negated ? undefined : totalOf(stated.slice(verb.length + 1), asked);
    const holds = total === undefined ? undefined : compareRanges([total, total], comparison, [inBase(asked), inBase(asked)]);
    return holds === undefined ? [] : [{ fact, total, holds }];
  });
  const first = known[0];
  if (!first || known.some(({ holds }) => holds !== first.holds)) return undefined;
  return {
    holds: first.holds,
    premises: [first.fact],
    because: `${first.total} is ${first.holds ? '' : 'not '}${comparison} ${inBase(asked)}`,
  };
}

/** The sum of the quantities stated, in the base unit; undefined where one counts or measures something else. */
function totalOf(stated: string, asked: Quantity): number | undefined {
  let total = 0;
  for (const part of stated.split(' and ')) {
    const quantity = parseQuantity(part.replace(/ (?:that|who) (?:is|are) .+$/, '').replace(dimension, ''));
    if (quantity?.noun !== asked.noun || quantity?.unit?.kind !== asked.unit?.kind) return undefined;
    total += inBase(quantity!);
  }
  return total;
}

const amongOthers = /^have (?<comparison>more|fewer|less) (?<noun>\w+) than (?<others>.+?)(?: (?:combined|together|in total))?$/;

function amongIndividuals(statement: GroundLiteral, facts: KnownFacts) {
  const parts = amongOthers.exec(predicateOf(statement))?.groups;
  if (!parts) return undefined;
  const others = parts.others!.split(/ and |, (?:and )?/);
  const amounts = [statement.subject, ...others].map((individual) => amountOf(individual, parts.noun!, facts));
  const [own, ...rest] = amounts;
  const kinds = new Set(amounts.map((amount) => amount?.kind));
  if (!own || rest.some((amount) => !amount) || kinds.size > 1) return undefined;
  const sum = rest.reduce((total, amount) => total + amount!.total, 0);
  const holds = parts.comparison === 'more' ? own.total > sum : own.total < sum;
  return {
    holds,
    premises: amounts.map((amount) => amount!.fact),
    because: `${own.total} is ${holds ? '' : 'not '}${parts.comparison} than ${sum}`,
  };
}

function amountOf(individual: string, noun: string, facts: KnownFacts) {
  const amounts = facts.about(individual).flatMap((fact) => {
    const stated = fact.negated ? undefined : /^have (.+)$/.exec(predicateOf(fact))?.[1];
    const parsed = stated === undefined ? undefined : parseQuantity(stated);
    const counted =
      noun === 'money' || noun === 'cash'
        ? money.has(parsed?.unit?.kind ?? '')
        : parseQuantity(`2 ${noun}`)?.noun === parsed?.noun && parsed?.noun !== undefined;
    return parsed && counted ? [{ total: inBase(parsed), kind: parsed.unit?.kind ?? parsed.noun, fact }] : [];
  });
  return amounts.length === 1 ? amounts[0] : undefined;
}
