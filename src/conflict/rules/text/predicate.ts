import type { Literal, Term } from '../literal.ts';
import { type Lexicon, nameLength } from './lexicon.ts';
import type { Token } from './tokens.ts';
import { readVerbPhrase } from './verb-phrase.ts';
import { genericNouns, isAdverb } from './words.ts';

export interface Said extends Pick<Literal, 'relation' | 'object' | 'negated'> {
  /** Who does it, where the subject is acted upon. */
  readonly actor?: Term;
}

const indefinite = /(?:^| )(?:something|someone|somebody|anyone|anybody|(?:at least one|any|another|some|an?|one of the) (\w+))(?: else)?$/;

/**
 * Reads what is said of a subject: "is not going to owe money to the cat" → ~owe money to · cat, "has 11 friends" → have · 11 friends,
 * "is respected by the cat" → respect, by the cat. The object is the last individual named, or else all that follows the verb.
 *
 * @param fresh Makes a variable, for "winks at something".
 * @param other What a pronoun as object stands for.
 */
export function readPredicate(tokens: readonly Token[], text: string, lexicon: Lexicon, fresh: () => Term, other?: Term): Said | null {
  const words = tokens.map(({ word }) => word);
  const phrase = readVerbPhrase(words);
  if (!phrase) return null;
  const rest = tokens.slice(tokens.length - phrase.rest.length);
  const { verb, negated, passive } = phrase;
  const state = verb === 'have' || verb === 'be';
  const named = lastName(rest, state ? { ...lexicon, individuals: lexicon.agents } : lexicon, state);
  if (passive) {
    const by = rest.map(({ lower }) => lower).lastIndexOf('by');
    const actor = named && named.from > by ? named.name : indefinite.test(plain(rest)) ? fresh() : undefined;
    const particle = trimmed(rest.slice(0, by));
    if (actor !== undefined) return { relation: [verb, ...particle.map(({ lower }) => lower)].join(' '), object: '', negated, actor };
    return { relation: 'be', object: source(tokens.slice(tokens.length - rest.length - 1), text), negated };
  }
  if (named) return { relation: named.relation(verb), object: named.name, negated };
  const pronoun = rest.at(-1)?.lower;
  if (other !== undefined && (pronoun === 'it' || pronoun === 'him' || pronoun === 'them')) {
    return { relation: [verb, ...rest.slice(0, -1).map(({ lower }) => lower)].join(' '), object: other, negated };
  }
  const some = verb === 'have' || verb === 'be' ? null : indefinite.exec(plain(rest));
  if (some && (some[1] === undefined || genericNouns.has(some[1]))) {
    return { relation: [verb, plain(rest).slice(0, some.index)].filter(Boolean).join(' '), object: fresh(), negated };
  }
  const kept = trimmed(rest);
  if (verb === 'be' && (kept[0]?.lower === 'named' || kept[0]?.lower === 'called') && kept.length > 1) {
    return { relation: 'be named', object: source(kept.slice(1), text), negated };
  }
  if (verb === 'be' && kept.length === 0) return null;
  const article = kept[0]?.lower === 'the' && kept.length > 1 && kept.length <= 4;
  return { relation: verb, object: source(article ? kept.slice(1) : kept, text), negated };
}

/** The last "the NAME" or "the NAME's thing", and the relation that the words before and after make. */
function lastName(
  rest: readonly Token[],
  lexicon: Lexicon,
  state: boolean,
): { name: string; from: number; relation: (verb: string) => string } | null {
  for (let at = rest.length - 2; at >= 0; at--) {
    if (rest[at]!.lower !== 'the') continue;
    const length = nameLength(rest, at + 1, lexicon);
    const before = rest.slice(0, at).map(({ lower }) => lower);
    if (length > 0) {
      const name = plain(rest.slice(at + 1, at + 1 + length));
      const after = trimmed(rest.slice(at + 1 + length), 0);
      // "to the spot the cat is in": the words after it belong to what is said.
      const aside = after.length > 0 && /^(?:without|with|for|beyond|in|as|no|at|regardless|of|,)$/.test(after[0]!.lower);
      // "than the cat and the dog combined": no relation to one of them.
      if (!aside && after.length > 0 && state) return null;
      const tail = aside ? [] : after.map(({ lower }) => lower);
      return { name, from: at, relation: (verb) => [verb, ...before, ...tail].join(' ') };
    }
    const owner = ownerAt(rest, at + 1, lexicon);
    if (owner) {
      const thing = trimmed(rest.slice(owner.end)).map(({ lower }) => lower);
      if (thing.length > 0) return { name: owner.name, from: at, relation: (verb) => [verb, ...before, 'the', ...thing, 'of'].join(' ') };
    }
  }
  return null;
}

/** "the sea bass's": who owns, and the position after it. */
function ownerAt(tokens: readonly Token[], from: number, { individuals }: Lexicon): { name: string; end: number } | null {
  for (let end = from + 1; end <= Math.min(tokens.length, from + 4); end++) {
    const last = tokens[end - 1]!.lower;
    if (!/'s?$/.test(last)) continue;
    const name = [...tokens.slice(from, end - 1).map(({ lower }) => lower), last.replace(/'s?$/, '')].join(' ');
    return individuals.has(name) ? { name, end } : null;
  }
  return null;
}

/** Without adverbs and asides at the end: "too", "undoubtedly", "without a doubt". */
function trimmed(tokens: readonly Token[], least = 1): readonly Token[] {
  let end = tokens.length;
  for (;;) {
    const text = plain(tokens.slice(0, end));
    const aside = /(?:^| )(?:,|\.|and|as well|for sure|for certain|without (?:a|any) doubt|with certainty|no doubt|of course|in turn)$/
      .exec(text)?.[0]
      .trim();
    const length = aside ? aside.split(' ').length : end > 0 && end > least && isAdverb(tokens[end - 1]!.lower) ? 1 : 0;
    if (length === 0) return tokens.slice(0, end);
    end -= length;
  }
}

function plain(tokens: readonly Token[]): string {
  return tokens.map(({ lower }) => lower).join(' ');
}

function source(tokens: readonly Token[], text: string): string {
  return tokens.length === 0 ? '' : text.slice(tokens[0]!.start, tokens.at(-1)!.end);
}
