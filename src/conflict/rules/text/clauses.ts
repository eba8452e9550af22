import type { Literal, Term } from '../literal.ts';
import { baseForm, beginsPredicate, mayBeginPredicate } from './verbs.ts';

/** A wording and the one that stands for it, so that paraphrases of one relation meet. */
export type Paraphrase = readonly [wording: RegExp, replacement: string];

const variable: Term = { variable: 'X' };
const anyone = /^(?:something|someone|somebody|anything|anyone|anybody|one of the [a-z]+|at least one [a-z]+|any [a-z]+)\s+/i;
const pronoun = /^(?:it|he|she|they)\s+/i;
/** "recently", not "butterfly". */
const adverb = /[^f]ly$/;
/** What may follow "the" in a name: "sea bass", not "flag of France". */
const name = /^(?!.*\b(?:of|in|on|at|to|from|for|with|that|which|who|is|are)\b)[\p{L}\p{N}][\p{L}\p{N}'’-]*(?: [\p{L}\p{N}'’-]+){0,3}$/u;

/**
 * Reads coordinated clauses: "the bat winks at the cat and the dog does not", "it is named Max, and does not owe money to the hen".
 * A clause without a subject, or with "it", is about the subject before it or else the topic. Null where a clause does not read.
 */
export function readClauses(text: string, paraphrases: readonly Paraphrase[], topic?: Term): Literal[] | null {
  const literals: Literal[] = [];
  let subject = topic;
  for (const clause of splitClauses(text.trim())) {
    const parts = readSubject(clause, subject);
    const said = parts && readPredicate(parts.predicate, paraphrases);
    if (!said) return null;
    subject = parts.subject;
    literals.push({ subject, ...said });
  }
  return literals;
}

/** Cuts at "and", "but", "however" and commas where a verb or a new subject follows, so "apples and oranges" stays whole. */
function splitClauses(text: string): string[] {
  const clauses: string[] = [];
  let from = 0;
  for (const cut of text.matchAll(/,?\s+(?:and|but|however)\s+|,\s+/g)) {
    const rest = text.slice(cut.index + cut[0].length);
    if (!anyone.test(rest) && !pronoun.test(rest) && !isPredicate(rest) && !namedSubject(rest)) continue;
    clauses.push(text.slice(from, cut.index));
    from = cut.index + cut[0].length;
  }
  return [...clauses, text.slice(from)];
}

function readSubject(clause: string, before: Term | undefined): { subject: Term; predicate: string } | null {
  const any = anyone.exec(clause);
  if (any) return { subject: variable, predicate: clause.slice(any[0].length) };
  const it = pronoun.exec(clause);
  if (it || isPredicate(clause)) {
    return before === undefined ? null : { subject: before, predicate: clause.slice(it?.[0].length ?? 0) };
  }
  return namedSubject(clause);
}

/** "the sea bass removes …": the name ends before the first word that surely is a verb, else before one that may be. */
function namedSubject(clause: string): { subject: string; predicate: string } | null {
  const article = /^the\s+/i.exec(clause);
  if (!article) return null;
  const words = clause.slice(article[0].length).split(/\s+/);
  for (const isVerb of [beginsPredicate, mayBeginPredicate]) {
    let length = words.slice(0, 6).findIndex((word, index) => index > 0 && isVerb(word.toLowerCase()));
    while (length > 1 && adverb.test(words[length - 1]!)) length--;
    if (length > 0) return { subject: words.slice(0, length).join(' '), predicate: words.slice(length).join(' ') };
  }
  return null;
}

/**
 * Reads what is said of a subject: "is not going to owe money to the cat" → ~owe money to · cat, "has 11 friends" → have · 11 friends.
 * The object is the name at the end, or else all that follows the first verb. Null for an empty text.
 */
export function readPredicate(text: string, paraphrases: readonly Paraphrase[]): Pick<Literal, 'relation' | 'object' | 'negated'> | null {
  const negation =
    /^(?:(?:(?:do|does|did|will|would|can|could) not|doesn't|don't|didn't|won't|can't|cannot|will never|never|(?:is|are) not going to|isn't going to) )(.+)$/;
  const affirmation = /^(?:will|(?:is|are) going to|do|does|did) (.+)$/;
  const notBe = /^(?:is|are) not (.+)$|^(?:isn't|aren't) (.+)$/;
  const trimmed = text.trim();
  const denied = negation.exec(trimmed)?.[1];
  const notBeing = notBe.exec(trimmed);
  const affirmed = denied ?? (notBeing ? `be ${notBeing[1] ?? notBeing[2]}` : (affirmation.exec(trimmed)?.[1] ?? trimmed));
  const [verb, ...rest] = affirmed.split(/\s+/);
  if (!verb || rest.length === 0) return null;
  const phrase = paraphrases.reduce(
    (said, [wording, replacement]) => said.replace(wording, replacement),
    [baseForm(verb), ...rest].join(' '),
  );
  const negated = denied !== undefined || notBeing !== null;
  const end = phrase.lastIndexOf(' the ');
  const object = phrase.slice(end + 5);
  if (end > 0 && name.test(object)) return { relation: phrase.slice(0, end), object, negated };
  const [first, second, ...others] = phrase.split(' ');
  if (first === 'be' && second === 'named' && others.length > 0) return { relation: 'be named', object: others.join(' '), negated };
  return { relation: first!, object: [second, ...others].join(' '), negated };
}

function isPredicate(text: string): boolean {
  const word = text.split(/\s+/).find((each) => !adverb.test(each));
  return word !== undefined && beginsPredicate(word.toLowerCase());
}
