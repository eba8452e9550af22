import { type GroundLiteral, isGround, type Literal, negate } from '../literal.ts';
import { scanClauses } from './clauses.ts';
import { denials } from './cues.ts';
import { type Lexicon, nameLength } from './lexicon.ts';
import { readPredicate } from './predicate.ts';
import { type Token, tokenize } from './tokens.ts';
import { isBaseForm } from './verb-forms.ts';

const inverted = new Set('does do did will would can could is are was has have had should may must might'.split(' '));

/** Reads a yes/no question as the statement asked about: "does the bat respect the dog?", "is it true that the bat respects the dog?". */
export function readQuestion(sentence: string, lexicon: Lexicon): GroundLiteral | null {
  const text = sentence.replace(/[?\s]+$/, '');
  const tokens = tokenize(text);
  for (let at = tokens.length - 2; at >= 0; at--) {
    if (!inverted.has(tokens[at]!.lower) || tokens[at + 1]?.lower !== 'the') continue;
    const length = nameLength(tokens, at + 2, lexicon) || lengthBeforeVerb(tokens, at + 2);
    if (length === 0 || tokens.length <= at + 2 + length) continue;
    const subject = tokens
      .slice(at + 2, at + 2 + length)
      .map(({ lower }) => lower)
      .join(' ');
    const literal = statement(subject, [tokens[at]!, ...tokens.slice(at + 2 + length)], text, lexicon);
    if (literal) return literal;
  }
  const { clauses } = scanClauses(tokens, text, lexicon);
  const last = clauses.at(-1);
  if (!last || !isGround(last.literal)) return null;
  return denials.test(last.frame) ? negate(last.literal) : last.literal;
}

function statement(subject: string, predicate: readonly Token[], text: string, lexicon: Lexicon): GroundLiteral | null {
  const said = readPredicate(predicate, text, lexicon, () => ({ variable: 'X' }));
  if (!said) return null;
  const { actor, ...rest } = said;
  const literal: Literal = actor === undefined ? { subject, ...rest } : { ...rest, subject: actor, object: subject };
  return isGround(literal) ? literal : null;
}

function lengthBeforeVerb(tokens: readonly Token[], from: number): number {
  const length = tokens.slice(from, from + 5).findIndex(({ lower }, index) => index > 0 && isBaseForm(lower));
  return Math.max(length, 0);
}
