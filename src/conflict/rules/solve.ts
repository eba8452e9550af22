import { partialOrder } from '../partial-order.ts';
import { type GroundProgram, ground } from './ground.ts';
import { type GroundLiteral, type Literal, negate } from './literal.ts';
import { checkTheory, type Rule, type Theory } from './theory.ts';
import { substitute, unify } from './unify.ts';
import { type WellFounded, wellFounded } from './well-founded.ts';

export type Truth = 'proved' | 'disproved' | 'unknown';

/** A rule whose conditions hold. */
export interface AppliedRule {
  readonly rule: string;
  readonly premises: readonly GroundLiteral[];
}

export interface Verdict {
  readonly truth: Truth;
  /**
   * `fact`; `rule`; where unknown: `contradictory-facts`, `clash` (rules apply and none that settles it is preferred), `cycle`
   * (the statement attacks its own grounds), `unsupported` (no rule applies).
   */
  readonly reason: 'fact' | 'rule' | 'contradictory-facts' | 'clash' | 'cycle' | 'unsupported';
  /** Rules that apply for the side that holds; all applicable rules where neither does. */
  readonly support: readonly AppliedRule[];
  /** Rules that apply for the other side and lost: to a fact where `by` is empty, else to those rules. */
  readonly defeated: readonly (AppliedRule & { readonly by: readonly string[] })[];
  /**
   * Rules about the statement that do not apply: they never block. `missing` are the conditions that hold for no individual; it is
   * empty where each condition holds for some individual, but not all for the same.
   */
  readonly inapplicable: readonly { readonly rule: string; readonly missing: readonly Literal[] }[];
}

export interface Conclusions {
  /** Everything that holds: facts and what follows. */
  readonly holding: readonly GroundLiteral[];
  verdict(statement: GroundLiteral): Verdict;
}

/**
 * Decides a theory of facts, defeasible rules and preferences. A literal holds iff it is a fact whose contrary is none, or some
 * rule for it applies and for every applicable rule for the contrary an applicable rule for it is preferred. A rule applies when
 * all its conditions hold, so a preferred rule that does not apply blocks nothing, and what is unknown supports nothing. Where
 * statements attack their own grounds, what only holds on one side of the circle is unknown (well-founded semantics).
 *
 * @throws AccordError `invalid-input` for a cycle of preferences, with its path, and for what `checkTheory` refuses; `too-large`
 * for rules with over 200,000 instances.
 *
 * @example
 * const conclusions = solve(parseTheory(`Facts:
 *   (bat, sing, cat)
 * Rules:
 *   Rule1: (X, sing, cat) => (X, owe, dog)
 *   Rule2: (X, wink, cat) => ~(X, owe, dog)
 * Preferences:
 *   Rule2 > Rule1`));
 * conclusions.verdict({ subject: 'bat', relation: 'owe', object: 'dog', negated: false }).truth; // 'proved': Rule2 does not apply
 */
export function solve(theory: Theory): Conclusions {
  checkTheory(theory);
  const order = partialOrder(theory.preferences);
  const program = ground(theory);
  const { rules } = theory;
  const model = wellFounded(program, { prefers: (a, b) => order.prefers(rules[a]!.name, rules[b]!.name) });
  return {
    holding: program.literals.filter((_, literal) => model.certain.holds[literal]),
    verdict: (statement) => judge(statement, rules, program, model, (a, b) => order.prefers(a, b)),
  };
}

function judge(
  statement: GroundLiteral,
  rules: readonly Rule[],
  program: GroundProgram,
  { certain, possible }: WellFounded,
  prefers: (a: string, b: string) => boolean,
): Verdict {
  const sides = [statement, negate(statement)].map((literal) => {
    const number = program.numberOf(literal) ?? -1;
    return {
      fact: program.facts.has(number),
      holds: certain.holds[number] === 1,
      possible: possible.holds[number] === 1,
      applied: program.arguments.flatMap(({ rule, head, bodies }, argument): AppliedRule[] => {
        if (head !== number || !certain.applies[argument]) return [];
        return [{ rule: rules[rule]!.name, premises: bodies[certain.body[argument]!]!.map((premise) => program.literals[premise]!) }];
      }),
    };
  });
  const applying = new Set(sides.flatMap(({ applied }) => applied.map(({ rule }) => rule)));
  const inapplicable = rules.flatMap((rule) => {
    const binding = unify(rule.conclusion, statement) ?? unify(rule.conclusion, negate(statement));
    if (!binding || applying.has(rule.name)) return [];
    const missing = rule.conditions
      .map((condition) => substitute(condition, binding))
      .filter((condition) => !program.literals.some((literal, number) => certain.holds[number] && unify(condition, literal)));
    return [{ rule: rule.name, missing }];
  });
  const winner = sides.findIndex(({ holds }) => holds);
  if (winner >= 0) {
    const [side, other] = [sides[winner]!, sides[1 - winner]!];
    return {
      truth: winner === 0 ? 'proved' : 'disproved',
      reason: side.fact ? 'fact' : 'rule',
      support: side.applied,
      defeated: other.applied.map((lost) => ({
        ...lost,
        by: side.fact ? [] : side.applied.map(({ rule }) => rule).filter((rule) => prefers(rule, lost.rule)),
      })),
      inapplicable,
    };
  }
  const reason = sides.every(({ fact }) => fact)
    ? 'contradictory-facts'
    : sides.some((side) => side.possible)
      ? 'cycle'
      : applying.size > 0
        ? 'clash'
        : 'unsupported';
  return { truth: 'unknown', reason, support: sides.flatMap(({ applied }) => applied), defeated: [], inapplicable };
}
