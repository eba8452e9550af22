import { AccordError } from '../../errors.ts';
import { type GroundLiteral, isGround, isVariable, type Literal, type Term } from './literal.ts';
import type { Rule, Theory } from './theory.ts';

/** `~(carp, roll, X)`: the notation of BoardgameQA, in which a single capital letter is a variable. */
export function formatLiteral({ subject, relation, object, negated }: Literal): string {
  const term = (value: Term) => (isVariable(value) ? value.variable : value);
  return `${negated ? '~' : ''}(${term(subject)}, ${relation}, ${term(object)})`;
}

export function formatRule({ name, conditions, conclusion }: Rule): string {
  return `${name}: ${[conditions.map(formatLiteral).join('^'), formatLiteral(conclusion)].filter(Boolean).join(' => ')}`;
}

/**
 * Reads `~(subject, relation, object)`. Commas after the second belong to the object.
 *
 * @throws AccordError `invalid-input` naming the text.
 */
export function parseLiteral(text: string): Literal {
  const parts = /^(~?)\(([^,]+),([^,]+),(.*)\)$/.exec(text.trim());
  if (!parts) throw unreadable(text, 'Write ~(subject, relation, object) or the same without ~.');
  const term = (value: string): Term => (/^[A-Z]$/.test(value.trim()) ? { variable: value.trim() } : value.trim());
  return { subject: term(parts[2]!), relation: parts[3]!.trim(), object: term(parts[4]!), negated: parts[1] === '~' };
}

/**
 * Reads a theory in the notation of BoardgameQA:
 *
 * @example
 * parseTheory(`Facts:
 *   (carp, roll, squirrel)
 * Rules:
 *   Rule1: (X, roll, squirrel) => (X, respect, whale)
 *   Rule2: exists X (X, sing, whale)^~(carp, owe, cat) => ~(carp, respect, whale)
 * Preferences:
 *   Rule2 > Rule1`);
 *
 * @throws AccordError `invalid-input` naming the line that does not read.
 *
 * Source: Kazemi et al., BoardgameQA: a dataset for natural language reasoning with contradictory information, NeurIPS 2023.
 */
export function parseTheory(text: string): Theory {
  const facts: GroundLiteral[] = [];
  const rules: Rule[] = [];
  const preferences: [string, string][] = [];
  const readers: Record<string, (line: string) => void> = {
    Facts: (line) => {
      const fact = parseLiteral(line);
      if (!isGround(fact)) throw unreadable(line, 'A fact is about named individuals, without variables.');
      facts.push(fact);
    },
    Rules: (line) => {
      const parts = /^(\S+):\s*(?:(.*?)\s*=>\s*)?([^=]*)$/.exec(line);
      if (!parts) throw unreadable(line, 'Write Name: condition ^ condition => conclusion.');
      const conditions = (parts[2] ?? '').split('^').map((part) => part.trim().replace(/^exists [A-Z]\s+/, ''));
      rules.push({ name: parts[1]!, conditions: conditions.filter(Boolean).map(parseLiteral), conclusion: parseLiteral(parts[3]!) });
    },
    Preferences: (line) => {
      const parts = /^(\S+)\s*>\s*(\S+)$/.exec(line);
      if (!parts) throw unreadable(line, 'Write PreferredRule > OtherRule.');
      preferences.push([parts[1]!, parts[2]!]);
    },
  };
  let read: ((line: string) => void) | undefined;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const heading = /^(Facts|Rules|Preferences):$/.exec(line)?.[1];
    if (heading) read = readers[heading];
    else if (read) read(line);
    else throw unreadable(line, 'Begin with a line "Facts:", "Rules:" or "Preferences:".');
  }
  return { facts, rules, preferences };
}

function unreadable(text: string, hint: string): AccordError {
  return new AccordError('invalid-input', `This does not read as part of a theory: ${text.trim()}`, hint);
}
