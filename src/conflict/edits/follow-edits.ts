import { type Edge, edgeFrom, type StatedFact } from './edge.ts';
import { relationMatch, tellsRelation } from './relation-words.ts';
import { findWords, type Word, words } from './words.ts';

/** A chain of stated facts from a name in the question to an answer. */
export interface Chain {
  answer: string;
  hops: readonly Edge[];
  /** Share of the question's telling words that the hops explain, in [0, 1]. */
  coverage: number;
}

const rounding = 1e-9;
/** Chains are no longer than questions are deep. */
const longest = 5;

/**
 * Follows facts that a user states from the question to its answer: from a name in the question to what a fact relates it to, from there on by the next
 * fact. Of all ways the one is taken whose relations explain most of the question's words and least else. Where a fact replaces one that was
 * believed, all later hops are those of the new object. None where no stated fact about a name
 * of the question is asked for; several where the facts give several answers equally well, as when they contradict each other.
 *
 * @example
 * followEdits("What is the capital of the country of Ann's birth?", [
 *   { id: '1', text: 'The capital of Peru is Cusco.' },
 *   { id: '2', text: 'Ann was born in the country of Peru.' },
 * ])[0]?.answer; // Cusco
 */
export function followEdits(question: string, stated: readonly StatedFact[]): Chain[] {
  const facts = stated.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  const asked = words(question);
  const known = new Map<string, Edge[]>();
  const edgesFrom = (name: readonly Word[]) => {
    const key = keyOf(name);
    const edges = known.get(key) ?? facts.flatMap((fact) => edgeFrom(fact, name) ?? []);
    known.set(key, edges);
    return edges;
  };
  let best: Chain[] = [];
  let bestScore = 0;
  const consider = (hops: readonly Edge[], about: Asked) => {
    const { score, coverage } = explain(about, hops);
    if (about.heads.length > 0 && matches(hops.at(-1)!.relation, about.heads) === 0) return;
    if (score <= 0 || score < bestScore - rounding) return;
    if (score > bestScore + rounding) best = [];
    bestScore = score;
    best.push({ answer: hops.at(-1)!.object.text, hops, coverage });
  };
  for (const { name, at } of startingNames(asked, facts)) {
    const about = readAsked(asked.filter((_, i) => i < at || i >= at + name.length));
    const walk = (from: readonly Word[], hops: readonly Edge[], seen: ReadonlySet<string>) => {
      for (const edge of edgesFrom(from)) {
        const next = words(edge.object.text);
        const key = keyOf(next);
        if (seen.has(key)) continue;
        const further = [...hops, edge];
        consider(further, about);
        if (further.length < longest) walk(next, further, new Set([...seen, key]));
      }
    };
    walk(name, [], new Set([keyOf(name)]));
  }
  const shortest = Math.min(...best.map(({ hops }) => hops.length));
  return best.filter(({ hops }, i) => hops.length === shortest && best.findIndex(({ answer }) => answer === best[i]!.answer) === i);
}

interface Asked {
  /** Words that tell a relation. */
  telling: readonly string[];
  /** Those that a question word asks for: "main", "language" in "What main language is …". */
  heads: readonly string[];
}

function readAsked(question: readonly Word[]): Asked {
  const keys = question.map(({ key }) => key);
  const heads = keys.flatMap((key, i) => {
    if (!/^(?:what|which)$/.test(key)) return [];
    const from = keys.findIndex((word, at) => at > i && tellsRelation(word));
    const to = keys.findIndex((word, at) => at > from && !tellsRelation(word));
    return from < 0 ? [] : keys.slice(from, to < 0 ? undefined : to);
  });
  return { telling: [...new Set(keys)].filter(tellsRelation), heads };
}

/** The longest names that question and facts share; a name has a capital that is not only the beginning of a sentence. */
function startingNames(asked: readonly Word[], facts: readonly StatedFact[]): { name: Word[]; at: number }[] {
  const found = new Map<string, { name: Word[]; at: number }>();
  for (const { text } of facts) {
    const stated = words(text);
    let longestName: { name: Word[]; at: number } | undefined;
    for (let start = 0; start < stated.length; start++) {
      for (let end = stated.length; end > start + (longestName?.name.length ?? 0); end--) {
        const name = stated.slice(start, end);
        if (!isName(name)) continue;
        const at = findWords(asked, name);
        if (at >= 0) longestName = { name, at };
      }
    }
    if (longestName) found.set(keyOf(longestName.name), longestName);
  }
  // "England" within "New England" is another's name.
  const names = [...found.values()];
  return names.filter(
    ({ name, at }) =>
      !names.some((other) => other.name.length > name.length && at >= other.at && at + name.length <= other.at + other.name.length),
  );
}

/** "The Knight's Tale" is a name, "The head coach" is none. */
function isName(name: readonly Word[]): boolean {
  const [first, second] = name;
  const last = name.at(-1)!;
  if (!first!.capital || !(last.capital || tellsRelation(last.key))) return false;
  return tellsRelation(first!.key) || second?.capital === true;
}

/**
 * How well a way explains the question: for each telling word the best match among the relations; once more for what is asked for, where the last relation
 * names it. Relations that no word names make it worse, most of all the last.
 */
function explain({ telling, heads }: Asked, hops: readonly Edge[]): { score: number; coverage: number } {
  const total = telling.reduce((sum, word) => sum + Math.max(0, ...hops.map(({ relation }) => matches(relation, [word]))), 0);
  const last = hops.at(-1)!.relation;
  const unasked = hops.slice(0, -1).filter(({ relation }) => matches(relation, telling) === 0).length;
  const repeated = hops.length - new Set(hops.map(({ relation }) => relation.join(' '))).size;
  const score = total + matches(last, heads) - (matches(last, telling) === 0 ? 1.5 : 0) - 0.4 * unasked - repeated;
  return { score, coverage: telling.length === 0 ? 0 : total / telling.length };
}

const matches = (relation: readonly string[], among: readonly string[]) =>
  Math.max(0, ...relation.flatMap((word) => among.map((other) => relationMatch(word, other))));

const keyOf = (name: readonly Word[]) => name.map(({ key }) => key).join(' ');
