import { AccordError } from '../../errors.ts';
import { type GroundLiteral, isVariable, type Literal, literalKey, negate } from './literal.ts';
import type { Theory } from './theory.ts';
import { type Binding, substitute, unify } from './unify.ts';

/** One rule's case for one conclusion; it applies where all literals of some body hold. */
interface Argument {
  /** Index into the theory's rules. */
  readonly rule: number;
  readonly head: number;
  readonly bodies: readonly (readonly number[])[];
}

/** A theory without variables; literals are numbers. */
export interface GroundProgram {
  readonly literals: readonly GroundLiteral[];
  readonly facts: ReadonlySet<number>;
  readonly arguments: readonly Argument[];
  /** The number of a literal, undefined where neither facts nor rules could ever support it. */
  numberOf(literal: GroundLiteral): number | undefined;
  /** The number of the contrary. */
  contrary(literal: number): number | undefined;
}

const largest = 200_000;

/** Literals for the first conditions of a rule, and what its variables then stand for. */
interface Match {
  readonly body: number[];
  readonly binding: Binding;
}

/**
 * Instantiates the rules over everything that facts and rules could support if no conflict were decided (a join, semi-naive: each
 * new literal is matched with the earlier ones once). Instances left out have a condition that nothing supports.
 *
 * @throws AccordError `too-large` past 200,000 instances.
 */
export function ground({ facts, rules }: Theory): GroundProgram {
  const literals: GroundLiteral[] = [];
  const numbers = new Map<string, number>();
  const byPattern = new Map<string, number[]>();
  const numberFor = (literal: GroundLiteral): number => {
    const key = literalKey(literal);
    let number = numbers.get(key);
    if (number === undefined) {
      number = literals.push(literal) - 1;
      numbers.set(key, number);
    }
    return number;
  };
  const cases = new Map<string, { rule: number; head: number; bodies: number[][] }>();
  let instances = 0;
  const add = (rule: number, { body, binding }: Match) => {
    if (++instances > largest) {
      throw new AccordError(
        'too-large',
        `The rules have over ${largest.toLocaleString('en')} instances; the last one read was of ${rules[rule]!.name}.`,
        'Use fewer variables in one rule, or fewer facts.',
      );
    }
    const head = numberFor(substitute(rules[rule]!.conclusion, binding) as GroundLiteral);
    const key = `${rule} ${head}`;
    const known = cases.get(key);
    if (known) known.bodies.push(body);
    else cases.set(key, { rule, head, bodies: [body] });
  };

  const triggers = new Map<string, [rule: number, condition: number][]>();
  rules.forEach((rule, index) => {
    if (rule.conditions.length === 0) add(index, { body: [], binding: {} });
    rule.conditions.forEach((condition, position) => {
      push(triggers, relationKey(condition), [index, position]);
    });
  });
  const factNumbers = new Set(facts.map(numberFor));

  for (let newest = 0; newest < literals.length; newest++) {
    const literal = literals[newest]!;
    for (const key of indexKeys(literal)) push(byPattern, key, newest);
    for (const [rule, position] of triggers.get(relationKey(literal)) ?? []) {
      const binding = unify(rules[rule]!.conditions[position]!, literal);
      if (!binding) continue;
      for (const match of matches(rules[rule]!.conditions, position, newest, { body: [], binding })) add(rule, match);
    }
  }

  /** All ways to complete a body in which `newest` matches the condition at `position`, and older literals those before it. */
  function* matches(conditions: readonly Literal[], position: number, newest: number, match: Match): Generator<Match> {
    const at = match.body.length;
    if (at === conditions.length) {
      yield match;
    } else if (at === position) {
      yield* matches(conditions, position, newest, { ...match, body: [...match.body, newest] });
    } else {
      const pattern = substitute(conditions[at]!, match.binding);
      for (const candidate of byPattern.get(narrowestKey(pattern)) ?? []) {
        const binding = at < position && candidate === newest ? null : unify(pattern, literals[candidate]!, match.binding);
        if (binding) yield* matches(conditions, position, newest, { body: [...match.body, candidate], binding });
      }
    }
  }

  return {
    literals,
    facts: factNumbers,
    arguments: [...cases.values()],
    numberOf: (literal) => numbers.get(literalKey(literal)),
    contrary: (literal) => numbers.get(literalKey(negate(literals[literal]!))),
  };
}

function relationKey({ relation, negated }: Literal): string {
  return `${negated ? '~' : ''}${relation}`;
}

function indexKeys(literal: GroundLiteral): string[] {
  const relation = relationKey(literal);
  return [
    relation,
    JSON.stringify([relation, literal.subject]),
    JSON.stringify([relation, null, literal.object]),
    JSON.stringify([relation, literal.subject, literal.object]),
  ];
}

function narrowestKey(pattern: Literal): string {
  const relation = relationKey(pattern);
  const { subject, object } = pattern;
  if (isVariable(subject)) return isVariable(object) ? relation : JSON.stringify([relation, null, object]);
  return isVariable(object) ? JSON.stringify([relation, subject]) : JSON.stringify([relation, subject, object]);
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
