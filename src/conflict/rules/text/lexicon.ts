import { type Token, tokenize } from './tokens.ts';
import { baseForm, isSurelyFinite, mayBeFinite } from './verb-forms.ts';
import { abstractNouns, clauseMarkers, coordinators, determiners, genericNouns, isAdverb, prepositions, pronouns } from './words.ts';

/** What a text itself tells about its words. */
export interface Lexicon {
  /** Names that "the" introduces, lower case: "sea bass". */
  readonly individuals: ReadonlySet<string>;
  /** Those of them who do or are something. */
  readonly agents: ReadonlySet<string>;
  /** Base forms after "does not", "will" or "to". */
  readonly verbs: ReadonlySet<string>;
}

const mostWords = 4;

/** Collects who is spoken of, and which words are verbs, from all sentences of a text. */
export function lexiconOf(sentences: readonly string[]): Lexicon {
  const tokenized = sentences.map(tokenize);
  const verbs = new Set<string>();
  for (const tokens of tokenized) {
    tokens.forEach(({ lower }, at) => {
      let next = at + 1;
      if (!/^(?:does|do|did|will|can|never)$/.test(lower)) return;
      while (tokens[next] && (tokens[next]!.lower === 'not' || isAdverb(tokens[next]!.lower))) next++;
      const word = tokens[next]?.lower;
      if (word && /^\p{L}{3,}$/u.test(word) && !determiners.has(word) && !pronouns.has(word) && next > at) verbs.add(word);
    });
  }
  const individuals = new Set<string>();
  const agents = new Set<string>();
  const add = (words: readonly string[]) => {
    if (words.length > 0 && !words.some((word) => abstractNouns.has(word)) && !genericNouns.has(words.at(-1)!))
      individuals.add(words.join(' '));
  };
  // Where a noun phrase ends a clause nothing has to be guessed about its length.
  for (const tokens of tokenized) {
    for (const at of articles(tokens)) {
      const words = nouns(tokens, at + 1);
      while (words.length > 1 && isAdverb(words.at(-1)!)) words.pop();
      const next = tokens[at + 1 + words.length]?.lower;
      if (
        words.length <= 3 &&
        (next === undefined ||
          /^[^\p{L}'$]/u.test(next) ||
          coordinators.has(next) ||
          clauseMarkers.has(next) ||
          next === 'without' ||
          isAdverb(next))
      )
        add(words);
    }
  }
  for (const tokens of tokenized) {
    for (const at of articles(tokens)) {
      const before = tokens[at - 1]?.lower ?? '';
      const asked = /^(?:does|do|did|will|would|can|could|should|is|are|has|have|had|may|must)$/.test(before);
      const lexicon = { individuals, agents, verbs };
      const length = asked ? nameLength(tokens, at + 1, lexicon) : subjectLength(tokens, at + 1, lexicon);
      if (length === 0) continue;
      const words = tokens.slice(at + 1, at + 1 + length).map(({ lower }) => lower);
      add(words);
      if (individuals.has(words.join(' ')) && !prepositions.has(before)) agents.add(words.join(' '));
    }
  }
  return { individuals, agents, verbs };
}

/**
 * How many words from `at` on name an individual of which something is said next: a known name, else what stands before the first
 * word that surely is a verb, else before one that may be. 0 where there is none.
 */
export function subjectLength(tokens: readonly Token[], at: number, { individuals, verbs }: Lexicon): number {
  const words = nouns(tokens, at);
  const finite = (index: number, surely: boolean): boolean => {
    let position = index;
    while (tokens[position] && isAdverb(tokens[position]!.lower)) position++;
    const word = tokens[position]?.lower;
    if (word === undefined) return false;
    return word === 'not' || word === 'never' || (surely ? isSurelyFinite(word, verbs) : mayBeFinite(word));
  };
  for (let length = Math.min(words.length, mostWords); length > 0; length--) {
    if (individuals.has(words.slice(0, length).join(' ')) && (finite(at + length, true) || finite(at + length, false))) return length;
  }
  for (const surely of [true, false]) {
    for (let length = 1; length <= Math.min(words.length, mostWords); length++) {
      if (finite(at + length, surely) && !abstractNouns.has(words[length - 1]!)) return length;
    }
  }
  return 0;
}

/** The longest known name at `at`, in words. */
export function nameLength(tokens: readonly Token[], at: number, { individuals }: Lexicon): number {
  const words = nouns(tokens, at).slice(0, mostWords);
  for (let length = words.length; length > 0; length--) if (individuals.has(words.slice(0, length).join(' '))) return length;
  return 0;
}

function articles(tokens: readonly Token[]): number[] {
  return tokens.flatMap(({ lower }, at) => (lower === 'the' ? [at] : []));
}

/** Words that may belong to one name: neither function words nor marks. */
function nouns(tokens: readonly Token[], from: number): string[] {
  const words: string[] = [];
  for (let at = from; at < tokens.length && words.length <= mostWords; at++) {
    const { lower } = tokens[at]!;
    if (!/^[\p{L}\p{N}][\p{L}\p{N}-]*$/u.test(lower)) break;
    if (
      prepositions.has(lower) ||
      determiners.has(lower) ||
      coordinators.has(lower) ||
      relatives.has(lower) ||
      clauseMarkers.has(lower) ||
      personal.has(lower)
    )
      break;
    words.push(lower);
  }
  return words;
}

const personal = new Set('not it he she they we you i one'.split(' '));

export const relatives: ReadonlySet<string> = new Set(['that', 'which', 'who', 'whom', 'whose']);

/** "winks" for "wink": a verb of the text in the form it stands in. */
export function isVerbOfText(word: string, { verbs }: Lexicon): boolean {
  return isSurelyFinite(word, verbs) || verbs.has(baseForm(word));
}
