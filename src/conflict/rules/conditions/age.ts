import { parseQuantity } from '../../equivalence/quantity.ts';
import type { Condition, KnownFacts } from '../condition.ts';
import type { GroundLiteral } from '../literal.ts';
import { compareRanges, comparisonPattern, type Range } from './comparison.ts';
import { predicateOf } from './predicate.ts';

const asking = new RegExp(`^be ${comparisonPattern} (?<length>.+?)(?: old| of age)?$`);
const askingOlder = /^be (?<adjective>older|younger) than (?<length>.+?)(?: old)?$/;
const stating = /^be (?:born (?<ago>.+) ago|(?<old>.+?)(?: old| of age))$/;

/** Shortest and longest length in days. */
const days: Record<string, Range> = {
  hour: [1 / 24, 1 / 24],
  day: [1, 1],
  week: [7, 7],
  month: [28, 31],
  year: [365, 366],
  decade: [3652, 3653],
};

/** Ages: "is more than 2 years old" from "is 5 weeks old" or "was born 30 months ago", "is older than the dog" from both ages. */
export const age: Condition = {
  id: 'age',
  evaluate(statement, facts) {
    const predicate = predicateOf(statement);
    const parts = (asking.exec(predicate) ?? askingOlder.exec(predicate))?.groups;
    const own = parts && ageOf(statement.subject, facts);
    if (!own) return undefined;
    const length = daysOf(parts.length!);
    const other = length ? undefined : ageOf(parts.length!, facts);
    const asked = length ?? other?.range;
    const comparison = parts.comparison ?? (parts.adjective === 'older' ? 'more than' : 'less than');
    const holds = asked && compareRanges(own.range, comparison, asked);
    if (holds === undefined) return undefined;
    const premises = other ? [own.fact, other.fact] : [own.fact];
    return { holds, premises, because: `${own.stated} is ${holds ? '' : 'not '}${comparison} ${other?.stated ?? parts.length}` };
  },
};

/** Undefined for nobody's age, and for several. */
function ageOf(individual: string, facts: KnownFacts): { range: Range; stated: string; fact: GroundLiteral } | undefined {
  const ages = facts.about(individual).flatMap((fact) => {
    const { ago, old } = (fact.negated ? null : stating.exec(predicateOf(fact)))?.groups ?? {};
    const stated = ago ?? old;
    const range = stated === undefined ? undefined : daysOf(stated);
    return range ? [{ range, stated: stated!, fact }] : [];
  });
  return ages.length === 1 ? ages[0] : undefined;
}

function daysOf(text: string): Range | undefined {
  let total: Range = [0, 0];
  const plain = text.replace(/^(?:about|around|approximately|almost|nearly) /, '').replace(/ and half (\w+)$/, ' $1 and half $1');
  for (const part of plain.split(/ and |, /)) {
    const words = /^(?<amount>.+) (?<unit>hour|day|week|month|year|decade)s?$/.exec(part)?.groups;
    const amount = words && (words.amount === 'half' ? 0.5 : parseQuantity(words.amount!)?.value);
    if (amount === undefined) return undefined;
    const [least, most] = days[words!.unit!]!;
    total = [total[0] + amount * least, total[1] + amount * most];
  }
  return total;
}
