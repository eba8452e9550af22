import { sentences } from '../../../text/sentences.ts';
import { type GroundLiteral, isGround } from '../literal.ts';
import type { Rule, Theory } from '../theory.ts';
import { type Paraphrase, readClauses, readPredicate } from './clauses.ts';
import { readRule } from './rule-sentences.ts';
import { isBaseForm } from './verbs.ts';

export interface TheoryText {
  readonly theory: Theory;
  /** The yes/no question at the end, as a statement. */
  readonly question: GroundLiteral | null;
  /** Sentences in no known pattern: the theory lacks what they say. */
  readonly unread: readonly string[];
  /** How many sentences there are; a rule counts as one. */
  readonly sentences: number;
}

const label = /^(Rule\s?\d+):\s*/;
const preference = /^(Rule\s?\d+) (?:is preferred over|takes precedence over|overrides) (Rule\s?\d+)\.?$/;

/**
 * Reads facts, labelled rules, preferences and a yes/no question from English text in the sentence patterns of BoardgameQA.
 *
 * @param paraphrases Wordings of the text's relations that mean the same, each with the one to use; applied to what is said of a
 * subject, its verb in the base form.
 *
 * @example
 * const { theory, question } = readTheory(
 *   'The bat winks at the cat. Rule1: If something winks at the cat, then it does not respect the dog. Does the bat respect the dog?',
 * );
 * solve(theory).verdict(question!).truth; // 'disproved'
 */
export function readTheory(text: string, paraphrases: readonly Paraphrase[] = []): TheoryText {
  const facts: GroundLiteral[] = [];
  const rules: Rule[] = [];
  const preferences: [string, string][] = [];
  const unread: string[] = [];
  let question: GroundLiteral | null = null;
  const all = joinRules(sentences(text).map(({ start, end }) => text.slice(start, end)));
  for (const sentence of all) {
    const rule = label.exec(sentence);
    const preferred = preference.exec(sentence);
    if (rule) {
      const read = readRule(nameOf(rule[1]!), sentence.slice(rule[0].length), paraphrases);
      if (read) rules.push(read);
      else unread.push(sentence);
    } else if (preferred) {
      preferences.push([nameOf(preferred[1]!), nameOf(preferred[2]!)]);
    } else if (sentence.endsWith('?')) {
      const asked = readQuestion(sentence, individualsOf(facts, rules), paraphrases);
      if (asked && !question) question = asked;
      else unread.push(sentence);
    } else {
      const stated = readClauses(sentence.replace(/\.$/, ''), paraphrases);
      if (stated?.every(isGround)) facts.push(...stated);
      else unread.push(sentence);
    }
  }
  const known = new Set(rules.map(({ name }) => name));
  const usable = preferences.filter((pair) => pair.every((name) => known.has(name)));
  return { theory: { facts, rules, preferences: usable }, question, unread, sentences: all.length };
}

/** "what can you certainly conclude? You can conclude that …" is one rule. */
function joinRules(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (before && label.test(before) && before.endsWith('?')) joined[joined.length - 1] = `${before} ${part}`;
    else joined.push(part);
  }
  return joined;
}

/** "Based on …, does the sea bass owe money to the cat?": the name is one already seen, else what stands before the first verb. */
function readQuestion(sentence: string, individuals: readonly string[], paraphrases: readonly Paraphrase[]): GroundLiteral | null {
  const asked = /(?:^|, )(?:does|do|did|will|can) the (.+)\?$/i.exec(sentence)?.[1];
  if (!asked) return null;
  const words = asked.split(' ');
  const seen = individuals.filter((each) => asked.startsWith(`${each} `)).sort((a, b) => b.length - a.length)[0];
  const subject =
    seen ??
    words
      .slice(
        0,
        words.findIndex((word, index) => index > 0 && isBaseForm(word)),
      )
      .join(' ');
  const said = subject ? readPredicate(asked.slice(subject.length), paraphrases) : null;
  const literal = said && { subject, ...said };
  return literal && isGround(literal) ? literal : null;
}

function individualsOf(facts: readonly GroundLiteral[], rules: readonly Rule[]): string[] {
  const literals = [...facts, ...rules.flatMap(({ conditions, conclusion }) => [...conditions, conclusion])];
  return [...new Set(literals.flatMap(({ subject, object }) => [subject, object]).filter((term) => typeof term === 'string'))];
}

function nameOf(text: string): string {
  return text.replace(/\s/, '');
}
