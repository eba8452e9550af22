import { type GroundLiteral, isVariable, type Literal, type Term } from './literal.ts';

/** What each variable stands for. */
export type Binding = Readonly<Record<string, string>>;

/** The binding extended so that the pattern becomes the literal; null where none does. */
export function unify(pattern: Literal, literal: GroundLiteral, binding: Binding = {}): Binding | null {
  if (pattern.relation !== literal.relation || pattern.negated !== literal.negated) return null;
  const withSubject = unifyTerm(pattern.subject, literal.subject, binding);
  return withSubject && unifyTerm(pattern.object, literal.object, withSubject);
}

function unifyTerm(pattern: Term, term: string, binding: Binding): Binding | null {
  if (!isVariable(pattern)) return pattern === term ? binding : null;
  if (!Object.hasOwn(binding, pattern.variable)) return { ...binding, [pattern.variable]: term };
  return binding[pattern.variable] === term ? binding : null;
}

/** The literal with every bound variable replaced. */
export function substitute(literal: Literal, binding: Binding): Literal {
  const replace = (term: Term) => (isVariable(term) && Object.hasOwn(binding, term.variable) ? binding[term.variable]! : term);
  return { ...literal, subject: replace(literal.subject), object: replace(literal.object) };
}
