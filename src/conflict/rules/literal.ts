/** Stands for any one individual, the same throughout a rule: "something", "at least one animal". */
export interface Variable {
  readonly variable: string;
}

export type Term = string | Variable;

/**
 * A statement about two individuals, or about one and what is said of it: (carp, roll the dice for, squirrel),
 * (sheep, have, 11 friends). `negated` states that it is false, which is more than not knowing it.
 */
export interface Literal {
  readonly subject: Term;
  readonly relation: string;
  readonly object: Term;
  readonly negated: boolean;
}

/** A literal without variables. */
export interface GroundLiteral extends Literal {
  readonly subject: string;
  readonly object: string;
}

export function negate<T extends Literal>(literal: T): T {
  return { ...literal, negated: !literal.negated };
}

/** Equal for equal literals only, whatever characters their terms hold. */
export function literalKey({ subject, relation, object, negated }: GroundLiteral): string {
  return JSON.stringify([negated ? 1 : 0, subject, relation, object]);
}

export function isVariable(term: Term): term is Variable {
  return typeof term !== 'string';
}

export function isGround(literal: Literal): literal is GroundLiteral {
  return !isVariable(literal.subject) && !isVariable(literal.object);
}

/** Names of the variables, each once. */
export function variablesOf({ subject, object }: Literal): string[] {
  return [...new Set([subject, object].filter(isVariable).map(({ variable }) => variable))];
}
