import type { Term } from '../literal.ts';
import type { ClauseStarts, Start } from './clause-starts.ts';
import { type Lexicon, nameLength, relatives } from './lexicon.ts';
import { aboutStatements, longMarker } from './set-phrases.ts';
import type { Token } from './tokens.ts';
import { isProgressive } from './verb-forms.ts';
import { readVerbPhrase } from './verb-phrase.ts';
import { clauseMarkers, coordinators, isAdverb, prepositions } from './words.ts';

/** Finds where clauses end in a sentence. */
export interface ClauseEnds {
  /** Something said of the subject before: "and does not owe", "but also winks". The position of its predicate, or 0. */
  continues(position: number): number;
  /** The position after the last word of the clause's predicate. */
  endOf(start: Start, inRelative: boolean, topic: Term | undefined): number;
}

/** @param stating Commas belong to what is said, unless another clause follows. */
export function clauseEnds(
  tokens: readonly Token[],
  lexicon: Lexicon,
  { plain, skip, begins, startAt }: ClauseStarts,
  stating: boolean,
): ClauseEnds {
  /** A subject may begin here though a predicate runs on: it is no object of the words before. */
  const isBoundary = (position: number): boolean => {
    const before = tokens[position - 1]?.lower ?? ',';
    if (prepositions.has(before)) return false;
    return (
      /^[^\p{L}\p{N}$]/u.test(before) || coordinators.has(before) || clauseMarkers.has(before) || before === 'that' || isAdverb(before)
    );
  };

  const continues = (position: number): number => {
    let next = position;
    if (tokens[next]?.lower === ',') next++;
    const joined = coordinators.has(tokens[next]?.lower ?? '');
    if (joined) next++;
    if (/^at the same time /.test(plain(next, next + 5))) next += 4;
    if (tokens[next]?.lower === ',') next++;
    if (!joined && !stating) return 0;
    return begins(next, 'surely') && !aboutStatements.test(plain(next, next + 8)) ? next : 0;
  };

  const endOf = (start: Start, inRelative: boolean, topic: Term | undefined): number => {
    let named = 0;
    let position = skip(start.predicate);
    for (;;) {
      // "will, without any doubt, respect": still before the verb.
      const word = tokens[position]?.lower;
      const next = skip(position + 1);
      if (word === undefined || !/^(?:will|would|can|does|do|did|is|are|has|have|not|never|should|must|may|might|going|to)$/.test(word))
        break;
      if (next >= tokens.length) break;
      position = next;
    }
    const verb = readVerbPhrase(tokens.slice(start.predicate, position + 3).map(({ word }) => word))?.verb;
    const having = verb === 'have' || verb === 'be';
    for (position++; position < tokens.length; position++) {
      const word = tokens[position]!.lower;
      if (word === '"' && tokens.slice(position + 1, position + 4).some(({ lower }) => lower === '"')) {
        position = tokens.findIndex(({ lower }, index) => index > position && lower === '"');
        continue;
      }
      if (/^[;:?!"–—()-]$/.test(word) || (word === '.' && position >= tokens.length - 1)) return stating ? position : named || position;
      if (word === '.' && !stating) return position;
      if (word === ',') {
        if (!stating) return named || position;
        if (continues(position) > 0) return position;
        const next = coordinators.has(tokens[position + 1]?.lower ?? '') ? position + 2 : position + 1;
        if (tokens[next] && startAt(next, topic)) return position;
      } else if (clauseMarkers.has(word) || longMarker.test(plain(position, position + 4))) {
        return position;
      } else if (coordinators.has(word) && (continues(position) > 0 || followsSubject(position + 1, topic))) {
        return position;
      } else if (
        position > start.predicate &&
        aboutStatements.test(plain(position, position + 8)) &&
        (named > 0 || inRelative || /^(?:means|implies|entails)\b/.test(word))
      ) {
        return position;
      } else if (/^(?:it|he|she|they)$/.test(word) && !prepositions.has(tokens[position - 1]!.lower) && startAt(position, topic)) {
        return position;
      } else if (isBoundary(position) && startAt(position, topic)) {
        return named || position;
      } else if (named > 0 && position >= named && nextClauseAt(position, topic)) {
        return named;
      } else if (inRelative && !relatives.has(tokens[position - 1]!.lower)) {
        if (named === position && begins(position, 'any')) return position;
        if (begins(position, 'surely') && !/\bwhose( \w+){0,4}$/.test(plain(Math.max(0, position - 5), position))) return position;
      }
      if (word === 'the') {
        const length = nameLength(tokens, position + 1, having ? { ...lexicon, individuals: lexicon.agents } : lexicon);
        if (length > 0 && !/^'/.test(tokens[position + 1 + length]?.lower ?? '')) named = position + 1 + length;
      }
    }
    return position;
  };
  /** After words that belong to no predicate: "… the heron as long as | the otter tickles". */
  const nextClauseAt = (position: number, topic: Term | undefined): boolean => {
    const before = tokens[position - 1]!.lower;
    const start =
      prepositions.has(before) && !/^(?:as|from|by|on|upon)$/.test(before) && !(before === 'for' && tokens[position - 2]?.lower === ',')
        ? null
        : startAt(position, topic);
    return (
      start !== null &&
      !start.purpose &&
      (!prepositions.has(before) || before === 'as' || before === 'for' || isProgressive(tokens[start.predicate]!.lower))
    );
  };
  const followsSubject = (position: number, topic: Term | undefined): boolean => {
    let next = position;
    while (
      tokens[next] &&
      (/^(?:,|if|when|that|secondly|second|firstly|first|finally|third|thirdly)$/.test(tokens[next]!.lower) ||
        isAdverb(tokens[next]!.lower))
    )
      next++;
    return tokens[next] !== undefined && startAt(next, topic) !== null;
  };

  return { continues, endOf };
}
