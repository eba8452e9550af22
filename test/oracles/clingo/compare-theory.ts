import { z } from 'zod';
import { type GroundLiteral, type Literal, negate } from '../../../src/conflict/rules/literal.ts';
import { solve } from '../../../src/conflict/rules/solve.ts';
import type { Theory } from '../../../src/conflict/rules/theory.ts';

const LiteralRow = z.tuple([z.boolean(), z.string(), z.string(), z.string()]);

/** A line that `theories.py` writes. */
export const TheoryRow = z.object({
  facts: z.array(LiteralRow),
  rules: z.array(z.object({ name: z.string(), conditions: z.array(LiteralRow), conclusion: LiteralRow })),
  preferences: z.array(z.tuple([z.string(), z.string()])),
  certain: z.array(z.string()),
  cyclic: z.array(z.string()),
});
export type TheoryRow = z.infer<typeof TheoryRow>;

/** What the oracle and `solve` say holds, and what they say is unknown because of a cycle. */
export function compareTheory(row: TheoryRow): Record<'oracle' | 'ours', { certain: string[]; cyclic: string[] }> {
  const theory: Theory = {
    facts: row.facts.map(literal) as GroundLiteral[],
    rules: row.rules.map(({ name, conditions, conclusion }) => ({
      name,
      conditions: conditions.map(literal),
      conclusion: literal(conclusion),
    })),
    preferences: row.preferences,
  };
  const { holding, verdict } = solve(theory);
  // Every statement of the theory's individuals and relations: both truth values must come out right, not only what holds.
  const literals = [...theory.facts, ...theory.rules.flatMap(({ conditions, conclusion }) => [...conditions, conclusion])];
  const individuals = [...new Set(literals.flatMap(({ subject, object }) => [subject, object]).filter((term) => typeof term === 'string'))];
  const relations = [...new Set(literals.map(({ relation }) => relation))];
  const certain = new Set(holding.map(term));
  const cyclic = new Set<string>();
  for (const subject of individuals) {
    for (const relation of relations) {
      for (const object of individuals) {
        const statement = { subject, relation, object, negated: false };
        const { truth, reason } = verdict(statement);
        const holds = { proved: statement, disproved: negate(statement), unknown: null }[truth];
        if (holds && !certain.has(term(holds))) throw new Error(`The verdict on ${term(holds)} is not among what holds.`);
        if (!holds && (certain.has(term(statement)) || certain.has(term(negate(statement))))) cyclic.add('verdict misses what holds');
        if (reason === 'cycle') cyclic.add(`${subject},${relation},${object}`);
      }
    }
  }
  return {
    oracle: { certain: row.certain, cyclic: [...new Set(row.cyclic.map((each) => each.slice(4, -1)))].sort() },
    ours: { certain: [...certain].sort(), cyclic: [...cyclic].sort() },
  };
}

function literal([negated, subject, relation, object]: z.infer<typeof LiteralRow>): Literal {
  const of = (term: string) => (/^[XY]$/.test(term) ? { variable: term } : term);
  return { subject: of(subject), relation, object: of(object), negated };
}

function term({ negated, subject, relation, object }: GroundLiteral): string {
  return `l(${negated ? 1 : 0},${subject},${relation},${object})`;
}
