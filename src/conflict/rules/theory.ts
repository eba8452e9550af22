import { AccordError } from '../../errors.ts';
import { type GroundLiteral, type Literal, variablesOf } from './literal.ts';
import { formatRule } from './notation.ts';

/** A defeasible rule: where all conditions hold, the conclusion holds unless a rule for the contrary wins. */
export interface Rule {
  readonly name: string;
  readonly conditions: readonly Literal[];
  readonly conclusion: Literal;
}

export interface Theory {
  /** Settled: no rule overturns them. */
  readonly facts: readonly GroundLiteral[];
  readonly rules: readonly Rule[];
  /** Pairs of rule names, [preferred, other]. */
  readonly preferences: readonly (readonly [preferred: string, other: string])[];
}

/**
 * Refuses what has no meaning. Cycles of preferences are reported by `partialOrder`.
 *
 * @throws AccordError `invalid-input` for a rule name given twice, a preference about an unknown rule, a variable in a conclusion
 * that no condition binds.
 */
export function checkTheory({ rules, preferences }: Theory): void {
  const names = new Set<string>();
  for (const rule of rules) {
    if (names.has(rule.name)) throw invalid(`Two rules are named "${rule.name}".`, 'Give each rule its own name.');
    names.add(rule.name);
    const bound = new Set(rule.conditions.flatMap(variablesOf));
    for (const variable of variablesOf(rule.conclusion)) {
      if (bound.has(variable)) continue;
      throw invalid(
        `The conclusion of "${formatRule(rule)}" uses ${variable}, which no condition binds.`,
        `Name ${variable} in a condition, or replace it by an individual.`,
      );
    }
  }
  for (const name of preferences.flat()) {
    if (!names.has(name)) throw invalid(`A preference names the rule "${name}", which does not exist.`, `Rules: ${[...names].join(', ')}.`);
  }
}

function invalid(message: string, hint: string): AccordError {
  return new AccordError('invalid-input', message, hint);
}
