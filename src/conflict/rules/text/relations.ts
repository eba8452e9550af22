import type { GroundLiteral, Literal } from '../literal.ts';
import type { Theory } from '../theory.ts';
import { verbStem } from './verb-forms.ts';
import { determiners, isAdverb, prepositions } from './words.ts';

/** Words that carry no content of their own in a relation: "the food that belongs to", "that is in possession of". */
const bare = new Set(
  'is are be was that which who whose owner belong belongs belonging owned possession possess there not own one all them it'.split(' '),
);
const synonyms: Record<string, string> = {
  $: 'money',
  $$: 'money',
  $$$: 'money',
  '€': 'money',
  cash: 'money',
  equal: 'same',
  identical: 'same',
};
/** Relations with one of a row each say different things. */
const contrasts = [
  'more fewer',
  'more less',
  'most least fewest',
  'before after',
  'above below',
  'over under',
  'left right',
  'up down',
  'in out',
  'inside outside',
  'first second third last',
  'friend enemy rival ally',
  'give take',
  'on off',
  'same different',
  'with without',
  'from to',
  'one two three four five six seven eight nine ten',
].map((row) => row.split(' '));

interface Wording {
  readonly relation: string;
  readonly verb: string;
  readonly content: readonly string[];
  /** All after the verb. */
  readonly words: readonly string[];
}

/**
 * Gives relations that mean the same one wording, the first: two that share their verb, and at least half of the content words of
 * the shorter ("sing a victory song", "sing a song of victory"), and no words in contrast ("more", "fewer").
 *
 * @param byVerbAlone Sharing the verb is enough, but for words in contrast.
 */
export function unifyRelations(
  theory: Theory,
  question: GroundLiteral | null,
  byVerbAlone = false,
): { theory: Theory; question: GroundLiteral | null } {
  const byVerb = new Map<string, Wording[]>();
  const wordings = new Map<string, string>();
  const canonical = (relation: string): string => {
    const known = wordings.get(relation);
    if (known !== undefined) return known;
    const words = relation.split(' ');
    const stem = verbStem(words[0]!);
    const said = { relation, verb: words[0]!, content: contentOf(words.slice(1)), words: words.slice(1) };
    const group = byVerb.get(stem) ?? [];
    const same = group.find((other) => agree(said, other, byVerbAlone));
    wordings.set(relation, same?.relation ?? relation);
    if (!same) byVerb.set(stem, [...group, said]);
    return same?.relation ?? relation;
  };
  const rename = <T extends Literal>(literal: T): T => ({ ...literal, relation: canonical(literal.relation) });
  return {
    theory: {
      ...theory,
      facts: theory.facts.map(rename),
      rules: theory.rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(rename), conclusion: rename(rule.conclusion) })),
    },
    question: question && rename(question),
  };
}

function agree(a: Wording, b: Wording, byVerbAlone: boolean): boolean {
  const opposed = contrasts.some((row) => {
    const [x, y] = [a.words, b.words].map((words) => row.filter((word) => words.includes(word)));
    return x!.length > 0 && y!.length > 0 && !x!.some((word) => y!.includes(word));
  });
  if (opposed) return false;
  const state = a.verb === 'have' || a.verb === 'be';
  if (byVerbAlone && !state) return a.words.length > 0 === b.words.length > 0;
  const shorter = Math.min(a.content.length, b.content.length);
  if (shorter === 0) return a.content.length === b.content.length && a.words.length > 0 === b.words.length > 0;
  const shared = a.content.filter((word) => b.content.some((other) => alike(word, other))).length;
  return shared * 2 >= shorter;
}

function contentOf(words: readonly string[]): string[] {
  const kept = words
    .map((word) => synonyms[word] ?? word)
    .filter((word) => /^\p{L}/u.test(word) && !prepositions.has(word) && !determiners.has(word) && !bare.has(word) && !isAdverb(word));
  return [...new Set(kept)];
}

/** "defense" and "defensive", "magnifier" and "magnifying". */
function alike(a: string, b: string): boolean {
  const shortest = Math.min(a.length, b.length);
  let common = 0;
  while (common < shortest && a[common] === b[common]) common++;
  return common >= 5 || (common >= 3 && common >= shortest - 1 && Math.abs(a.length - b.length) <= 2);
}
