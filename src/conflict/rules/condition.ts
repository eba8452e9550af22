import { throwIfAborted } from '../../errors.ts';
import { type GroundLiteral, isGround, isVariable, type Literal, literalKey } from './literal.ts';
import type { Theory } from './theory.ts';

/** What is given about individuals. */
export interface KnownFacts {
  about(subject: string): readonly GroundLiteral[];
}

/** That a statement is true or false in the light of facts that do not state it literally. */
export interface Finding {
  readonly holds: boolean;
  readonly premises: readonly GroundLiteral[];
  /** The knowledge that leads from premises to statement: "11 is more than 6", "red is a primary color". */
  readonly because: string;
}

/** Decides one kind of statement by background knowledge: quantities, colors, dates, or what a model says. */
export interface Condition {
  readonly id: string;
  /** Whether the statement, which is not negated, holds; undefined where this kind of knowledge cannot tell. */
  evaluate(statement: GroundLiteral, facts: KnownFacts, signal?: AbortSignal): Finding | undefined | Promise<Finding | undefined>;
}

export interface BackgroundFinding extends Finding {
  readonly statement: GroundLiteral;
  /** The condition that found it. */
  readonly condition: string;
}

/**
 * The theory with what its rules ask for and background knowledge can tell as further facts. For each condition of a rule that
 * the facts do not state, the evaluators are asked in order until one can tell; a variable subject stands for everybody facts are
 * about. Conditions are held against the facts, not against conclusions of rules.
 *
 * @throws AccordError `aborted` through the signal.
 */
export async function withBackground(
  theory: Theory,
  conditions: readonly Condition[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<{ theory: Theory; findings: BackgroundFinding[] }> {
  const bySubject = new Map<string, GroundLiteral[]>();
  for (const fact of theory.facts) {
    const facts = bySubject.get(fact.subject);
    if (facts) facts.push(fact);
    else bySubject.set(fact.subject, [fact]);
  }
  const known: KnownFacts = { about: (subject) => bySubject.get(subject) ?? [] };
  const settled = new Set(theory.facts.flatMap((fact) => [literalKey(fact), literalKey({ ...fact, negated: !fact.negated })]));
  const findings: BackgroundFinding[] = [];
  for (const statement of theory.rules.flatMap(({ conditions }) => conditions).flatMap((asked) => instances(asked, bySubject.keys()))) {
    const key = literalKey(statement);
    if (settled.has(key)) continue;
    settled.add(key);
    for (const condition of conditions) {
      throwIfAborted(signal);
      const finding = await condition.evaluate(statement, known, signal);
      if (!finding) continue;
      findings.push({ ...finding, statement, condition: condition.id });
      break;
    }
  }
  const found = findings.map(({ statement, holds }) => ({ ...statement, negated: !holds }));
  return { theory: { ...theory, facts: [...theory.facts, ...found] }, findings };
}

/** The statement a condition is about, once for each subject it may have. */
function instances(condition: Literal, subjects: Iterable<string>): GroundLiteral[] {
  const statement = { ...condition, negated: false };
  if (!isVariable(statement.subject)) return isGround(statement) ? [statement] : [];
  return Array.from(subjects, (subject) => ({ ...statement, subject })).filter(isGround);
}
