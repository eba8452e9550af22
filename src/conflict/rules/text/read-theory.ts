import { z } from 'zod';
import { sentences } from '../../../text/sentences.ts';
import { type GroundLiteral, isGround, negate } from '../literal.ts';
import type { Rule, Theory } from '../theory.ts';
import { scanClauses } from './clauses.ts';
import { conclusionCues, conditionMarkers, denials } from './cues.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { readPreference, rulesNamed } from './preference-sentences.ts';
import { readQuestion } from './question-sentences.ts';
import { unifyRelations } from './relations.ts';
import { readRule } from './rule-sentences.ts';
import { plainSpelling, tokenize } from './tokens.ts';

export interface TheoryText {
  readonly theory: Theory;
  /** The yes/no question at the end, as a statement. */
  readonly question: GroundLiteral | null;
  /** Sentences that could not be read: the theory lacks what they say. */
  readonly unread: readonly string[];
  /** How many sentences there are; a rule counts as one. */
  readonly sentences: number;
}

const TheoryReadingOptions = z.object({
  relations: z
    .enum(['wording', 'verb'])
    .default('wording')
    .describe('what tells relations between individuals apart: their wording, or their verb alone'),
});

const label = /^((?:Rule|R)\s?#?\d+)\s*[:.)]\s*/;

/**
 * Reads facts, labelled rules, preferences between them and a yes/no question from English text. It knows the grammar of
 * propositions about individuals and the words that join them, and takes any verb and noun as they come; relations said in other
 * words of the same verb are brought together.
 *
 * @example
 * const { theory, question } = readTheory(
 *   'The bat winks at the cat. Rule1: If something winks at the cat, then it does not respect the dog. Does the bat respect the dog?',
 * );
 * solve(theory).verdict(question!).truth; // 'disproved'
 */
export function readTheory(text: string, options: z.input<typeof TheoryReadingOptions> = {}): TheoryText {
  const { relations } = TheoryReadingOptions.parse(options);
  const parts = sentences(text).map(({ start, end }) => text.slice(start, end));
  const plain = parts.map(plainSpelling);
  const lexicon = lexiconOf(plain.map((sentence) => sentence.replace(label, '')));
  const facts: GroundLiteral[] = [];
  const rules: Rule[] = [];
  const preferences: [string, string][] = [];
  const unread: string[] = [];
  let question: GroundLiteral | null = null;
  const units = joinRules(parts, plain, lexicon);
  for (const { source, sentence } of units) {
    const rule = label.exec(sentence);
    if (rule) {
      const read = readRule(rulesNamed(rule[1]!)[0]!, sentence.slice(rule[0].length), lexicon);
      if (read && !rules.some(({ name }) => name === read.name)) rules.push(read);
      else unread.push(source);
      continue;
    }
    const preferred = readPreference(sentence);
    if (preferred) {
      preferences.push(...preferred);
    } else if (sentence.endsWith('?')) {
      const asked = readQuestion(sentence, lexicon);
      if (asked && !question) question = asked;
      else unread.push(source);
    } else {
      const stated = readFacts(sentence, lexicon);
      if (stated) facts.push(...stated);
      else unread.push(source);
    }
  }
  const known = new Set(rules.map(({ name }) => name));
  const usable = preferences.filter((pair) => pair.every((name) => known.has(name)));
  const unified = unifyRelations({ facts, rules, preferences: usable }, question, relations === 'verb');
  return { ...unified, unread, sentences: units.length };
}

/** Null for a sentence that states nothing, only under a condition, or about nobody in particular. */
function readFacts(sentence: string, lexicon: Lexicon): GroundLiteral[] | null {
  const text = sentence.replace(/[.!]+$/, '');
  const { clauses } = scanClauses(tokenize(text), text, lexicon, { stating: true });
  const literals: GroundLiteral[] = [];
  for (const { literal, frame } of clauses) {
    if (!isGround(literal) || conditionMarkers.test(frame) || (/\bthen\b/.test(frame) && conclusionCues.test(frame))) return null;
    literals.push(denials.test(frame) ? negate(literal) : literal);
  }
  return literals.length > 0 ? literals : null;
}

interface Unit {
  readonly source: string;
  readonly sentence: string;
}

/** A labelled rule may take several sentences: "Are you certain that …? Then you can conclude that …". */
function joinRules(parts: readonly string[], plain: readonly string[], lexicon: Lexicon): Unit[] {
  const joined: Unit[] = [];
  plain.forEach((sentence, index) => {
    const before = joined.at(-1);
    const rule = before && label.exec(before.sentence);
    const goesOn =
      rule &&
      !label.test(sentence) &&
      rulesNamed(sentence).length < 2 &&
      !(index === plain.length - 1 && sentence.endsWith('?')) &&
      readRule('', before.sentence.slice(rule[0].length), lexicon) === null;
    if (goesOn) joined[joined.length - 1] = { source: `${before.source} ${parts[index]!}`, sentence: `${before.sentence} ${sentence}` };
    else joined.push({ source: parts[index]!, sentence });
  });
  return joined;
}
