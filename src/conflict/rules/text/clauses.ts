import { type Literal, negate, type Term } from '../literal.ts';
import { isVerbOfText, type Lexicon, nameLength, relatives, subjectLength } from './lexicon.ts';
import { readPredicate } from './predicate.ts';
import { aboutKnowing, aboutStatements, aside, expletive, longMarker, reasoners } from './set-phrases.ts';
import type { Token } from './tokens.ts';
import { baseForm, isBaseForm, isProgressive, isSurelyFinite, mayBeFinite } from './verb-forms.ts';
import { readVerbPhrase } from './verb-phrase.ts';
import { clauseMarkers, coordinators, genericNouns, indefinitePronouns, isAdverb, prepositions } from './words.ts';

/** A proposition with the words around it, which tell whether it is a condition or a conclusion. */
export interface Clause {
  readonly literal: Literal;
  /** Lower case, between this clause and the one before it. */
  readonly frame: string;
  /** `relative`: "the animal that …"; `main`: what is said of the same subject after that; `purpose`: "for the cat to …". */
  readonly kind: 'explicit' | 'coordinated' | 'relative' | 'main' | 'purpose';
}

export interface Scan {
  readonly clauses: readonly Clause[];
  /** Lower case, after the last clause. */
  readonly tail: string;
}

interface Start {
  /** Position of the first word of the predicate. */
  readonly predicate: number;
  readonly subject: Term | 'antecedent' | 'indefinite' | 'another' | 'same';
  readonly relative: boolean;
  readonly purpose?: boolean;
  /** "no animal that …": denies what is said in the main clause. */
  readonly none?: boolean;
}

const names = ['X', 'Y', 'Z', 'W', 'V', 'U'];

/**
 * Finds the propositions in a sentence, wherever they stand: a subject ("the cat", "at least one animal", "it") directly followed by
 * a verb. All other words are left to the caller.
 *
 * @param stating Commas belong to what is said, unless another clause follows ("has a knife, and winks at the cat").
 */
export function scanClauses(tokens: readonly Token[], text: string, lexicon: Lexicon, { stating = false } = {}): Scan {
  const clauses: Clause[] = [];
  const plain = (from: number, to: number) =>
    tokens
      .slice(from, to)
      .map(({ lower }) => lower)
      .join(' ');
  let variables = 0;
  let topic: Term | undefined;
  /** "If it has a hat, the cat …". */
  let cataphor: Term | undefined;
  let frameFrom = 0;
  let inRelative = false;
  let denied = false;
  let at = 0;

  /** Adverbs and asides between commas left out. */
  const skip = (from: number): number => {
    let position = from;
    for (;;) {
      const word = tokens[position]?.lower;
      if (word === undefined) return position;
      const length = word === ',' ? (aside.exec(plain(position, position + 8))?.[0].split(' ').length ?? 0) : isAdverb(word) ? 1 : 0;
      if (length === 0) return position;
      position += length;
    }
  };
  const begins = (position: number, kind: 'surely' | 'explicit' | 'any'): boolean => {
    const word = tokens[skip(position)]?.lower;
    if (word === undefined || !/^\p{L}/u.test(word)) return false;
    if (word === 'not' || word === 'never' || word === 'neither' || isSurelyFinite(word, lexicon.verbs)) return true;
    if (kind === 'surely') return false;
    if (mayBeFinite(word) || (isProgressive(word) && isBaseForm(baseForm(word)))) return true;
    return kind === 'any' && !prepositions.has(word) && !coordinators.has(word) && (isBaseForm(word) || isVerbOfText(word, lexicon));
  };

  /** "at least one animal", "one of the creatures in the game": the position after it, or 0. */
  const quantified = (from: number): { end: number; subject: Start['subject']; none?: boolean } | null => {
    const word = tokens[from]!.lower;
    if (indefinitePronouns.has(word)) {
      const other = tokens[from + 1]?.lower === 'else';
      return { end: from + (other ? 2 : 1), subject: other ? 'another' : 'indefinite' };
    }
    // "animals that …"
    const before = tokens[from - 1]?.lower ?? ',';
    if (genericNouns.has(word) && /s$|^people$/.test(word) && (/^\W$/.test(before) || clauseMarkers.has(before) || before === 'that')) {
      return { end: from + 1, subject: 'indefinite' };
    }
    const match =
      /^(?:(?<none>no )|(?<def>the (?:same |very |aforementioned |said )?|that (?:same |very )?|this |said |such an? )|(?<other>another |some other |an?other |a different )|(?:at least (?:one|an?) |one or more |some |any |every |each |all |those |these |one |an? |no matter which |whichever |whatever |which )(?:single |those |given |particular |certain |of (?:the|these|those|our|all(?: the)?) )*)(?:(?!(?:an?|the|any|some|one|no|every|each|all|at|those|another) )\w+ )?(?<noun>\w+)(?= |$)/.exec(
        plain(from, from + 10),
      );
    if (!match) return null;
    // The optional adjective may have swallowed the noun.
    const parts = match[0].split(' ');
    const length = genericNouns.has(parts.at(-1)!) ? parts.length : genericNouns.has(parts.at(-2) ?? '') ? parts.length - 1 : 0;
    if (length < 2) return null;
    const end = from + length;
    const place = /^(?:(?:in|on|of|from) (?:the|this|our) \w+|in (?:question|play))(?= )/.exec(plain(end, end + 4));
    const subject = match.groups!.def !== undefined ? 'antecedent' : match.groups!.other !== undefined ? 'another' : 'indefinite';
    return { end: end + (place ? place[0].split(' ').length : 0), subject, none: match.groups!.none !== undefined };
  };

  const withRelative = (end: number, subject: Start['subject']): Start | null => {
    const comma = tokens[end]?.lower === ',' ? 1 : 0;
    const pronoun = tokens[end + comma]?.lower;
    if (pronoun === 'that' || pronoun === 'which' || pronoun === 'who') {
      return begins(end + comma + 1, 'any') ? { predicate: end + comma + 1, subject, relative: true } : null;
    }
    return begins(end, 'any')
      ? { predicate: end, subject, relative: isProgressive(tokens[skip(end)]!.lower) }
      : (toInfinitive(end, subject) ?? null);
  };

  /** "for the cat to respect". */
  const toInfinitive = (end: number, subject: Start['subject']): Start | null => {
    const verb = skip(end + 1);
    if (tokens[end]?.lower !== 'to' || !tokens[verb] || !(isBaseForm(tokens[verb].lower) || lexicon.verbs.has(tokens[verb].lower)))
      return null;
    return { predicate: end + 1, subject, relative: false, purpose: true };
  };

  /** "should the cat respect", "does any animal respect". */
  const invertedAt = (from: number): Start | null => {
    const next = tokens[from + 1]?.lower;
    if (!/^(?:should|does|do|did|will|can|is|are|has|have|had|were)$/.test(tokens[from]!.lower) || next === undefined) return null;
    const some = quantified(from + 1);
    const length = next === 'the' ? nameLength(tokens, from + 2, lexicon) : 0;
    const end = some ? some.end : from + 2 + length;
    if ((!some && length === 0) || !begins(end, 'any')) return null;
    return { predicate: end, subject: some ? some.subject : plain(from + 2, end), relative: false };
  };

  const startAt = (from: number): Start | null => {
    const { lower } = tokens[from]!;
    const before = tokens[from - 1]?.lower;
    const inverted = invertedAt(from);
    if (inverted) return inverted;
    if (
      topic !== undefined &&
      isProgressive(lower) &&
      isBaseForm(baseForm(lower)) &&
      !aboutKnowing.test(lower) &&
      /^[:,]$|^$/.test(before ?? '')
    ) {
      return { predicate: from, subject: topic, relative: false };
    }
    if (lower === 'it' || lower === 'he' || lower === 'she' || lower === 'they') {
      if (expletive.test(plain(from, from + 10)) || !begins(from + 1, 'any')) return null;
      return { predicate: from + 1, subject: 'antecedent', relative: false };
    }
    const some = quantified(from);
    if (some) {
      if ((some.subject === 'indefinite' && before === 'else') || reasoners.test(plain(some.end, some.end + 6))) return null;
      if (aboutStatements.test(plain(some.end, some.end + 8))) return null;
      const start = withRelative(some.end, some.subject);
      if (some.none) return start?.relative ? { ...start, none: true } : null;
      return start && /^(?:whoever|whatever)$/.test(lower) ? { ...start, relative: true } : start;
    }
    if (lower === 'the') {
      const known = nameLength(tokens, from + 1, lexicon);
      const next = tokens[from + 1 + known]?.lower;
      if (known > 0 && (relatives.has(next ?? '') || (next === ',' && relatives.has(tokens[from + 2 + known]?.lower ?? '')))) {
        const start = withRelative(from + 1 + known, plain(from + 1, from + 1 + known));
        if (start?.relative) return start;
      }
      const length = subjectLength(tokens, from + 1, lexicon);
      if (length > 0) return { predicate: from + 1 + length, subject: plain(from + 1, from + 1 + length), relative: false };
      if (known > 0 && begins(from + 1 + known, 'explicit')) {
        return { predicate: from + 1 + known, subject: plain(from + 1, from + 1 + known), relative: false };
      }
      if (known > 0) return toInfinitive(from + 1 + known, plain(from + 1, from + 1 + known));
    }
    return null;
  };

  /** A subject may begin here though a predicate runs on: it is no object of the words before. */
  const isBoundary = (position: number): boolean => {
    const before = tokens[position - 1]?.lower ?? ',';
    if (prepositions.has(before)) return false;
    return (
      /^[^\p{L}\p{N}$]/u.test(before) || coordinators.has(before) || clauseMarkers.has(before) || before === 'that' || isAdverb(before)
    );
  };

  /** Something said of the subject before: "and does not owe", "but also winks". */
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

  const endOf = (start: Start, inRelative: boolean): number => {
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
        if (tokens[next] && startAt(next)) return position;
      } else if (clauseMarkers.has(word) || longMarker.test(plain(position, position + 4))) {
        return position;
      } else if (coordinators.has(word) && (continues(position) > 0 || followsSubject(position + 1))) {
        return position;
      } else if (
        position > start.predicate &&
        aboutStatements.test(plain(position, position + 8)) &&
        (named > 0 || inRelative || /^(?:means|implies|entails)\b/.test(word))
      ) {
        return position;
      } else if (/^(?:it|he|she|they)$/.test(word) && !prepositions.has(tokens[position - 1]!.lower) && startAt(position)) {
        return position;
      } else if (isBoundary(position) && startAt(position)) {
        return named || position;
      } else if (named > 0 && position >= named && nextClauseAt(position)) {
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
  const nextClauseAt = (position: number): boolean => {
    const before = tokens[position - 1]!.lower;
    const start =
      prepositions.has(before) && !/^(?:as|from|by|on|upon)$/.test(before) && !(before === 'for' && tokens[position - 2]?.lower === ',')
        ? null
        : startAt(position);
    return (
      start !== null &&
      !start.purpose &&
      (!prepositions.has(before) || before === 'as' || before === 'for' || isProgressive(tokens[start.predicate]!.lower))
    );
  };
  const followsSubject = (position: number): boolean => {
    let next = position;
    while (
      tokens[next] &&
      (/^(?:,|if|when|that|secondly|second|firstly|first|finally|third|thirdly)$/.test(tokens[next]!.lower) ||
        isAdverb(tokens[next]!.lower))
    )
      next++;
    return tokens[next] !== undefined && startAt(next) !== null;
  };

  const fresh = (): Term => ({ variable: names[variables++] ?? `X${variables}` });
  const resolve = (subject: Start['subject'], frame: string): Term | null => {
    const last = clauses.at(-1)?.literal.subject;
    switch (subject) {
      case 'antecedent':
        if (topic === undefined && last === undefined && variables === 0) cataphor = fresh();
        return topic ?? last ?? cataphor ?? null;
      case 'same':
        return last ?? null;
      case 'another':
        return fresh();
      case 'indefinite':
        return /\bno matter\b|\bregardless\b/.test(frame) && last ? last : fresh();
      default:
        return subject;
    }
  };

  while (at < tokens.length) {
    const last = clauses.at(-1);
    const after: number = last && at === frameFrom ? (inRelative ? mainAfter(at) : 0) : 0;
    const again: number = after || (last && at === frameFrom ? continues(at) : 0);
    const resumed =
      again === 0 && last && at === frameFrom && topic !== undefined && tokens[at]!.lower === ',' && begins(at + 1, 'surely') ? at + 1 : 0;
    const start: Start | null =
      again > 0
        ? { predicate: again, subject: 'same', relative: false }
        : resumed > 0 && topic !== undefined
          ? { predicate: resumed, subject: topic as Start['subject'], relative: false }
          : startAt(at);
    if (!start) {
      if (clauses.length === 0) topic ??= mention(at);
      at++;
      continue;
    }
    const relative: boolean = start.relative || (start.subject === 'same' && after === 0 && inRelative);
    const end = endOf(start, relative);
    const aux = start.predicate > at + 1 && /^(?:should|does|do|did|will|can|is|are|has|have|had|were)$/.test(tokens[at]!.lower) ? 1 : 0;
    const frame = plain(frameFrom, start.subject === 'same' || resumed > 0 ? start.predicate : at + aux);
    const subject = resolve(start.subject, frame);
    const said = subject === null ? null : readPredicate(withoutAsides(start.predicate, end), text, lexicon, fresh, otherThan(subject));
    if (!said || subject === null) {
      at++;
      continue;
    }
    const kind =
      after > 0 ? 'main' : start.subject === 'same' ? 'coordinated' : start.relative ? 'relative' : start.purpose ? 'purpose' : 'explicit';
    const { actor, ...predicate } = said;
    const literal: Literal = actor === undefined ? { subject, ...predicate } : { ...predicate, subject: actor, object: subject };
    clauses.push({ literal: denied && kind === 'main' ? negate(literal) : literal, frame, kind });
    if (start.subject !== 'same') denied = start.none === true;
    inRelative = relative;
    at = end;
    frameFrom = end;
  }
  const later = clauses.find(({ literal }) => typeof literal.subject === 'string')?.literal.subject;
  const meant = (term: Term): Term => (cataphor !== undefined && later !== undefined && term === cataphor ? later : term);
  const settled = clauses.map((clause) => ({
    ...clause,
    literal: { ...clause.literal, subject: meant(clause.literal.subject), object: meant(clause.literal.object) },
  }));
  return { clauses: settled, tail: plain(frameFrom, tokens.length) };

  /** The main verb after a relative clause: "the animal that winks at the cat | also owes …". */
  function mainAfter(position: number): number {
    const next = tokens[position]?.lower === ',' ? position + 1 : position;
    const word = tokens[next]?.lower;
    if (word === undefined || coordinators.has(word) || aboutStatements.test(plain(next, next + 8))) return 0;
    return begins(next, next === position ? 'any' : 'surely') ? next : 0;
  }
  function withoutAsides(from: number, to: number): Token[] {
    const kept: Token[] = [];
    for (let position = from; position < to; position++) {
      const length =
        tokens[position]!.lower === ',' ? (aside.exec(plain(position, Math.min(position + 8, to)))?.[0].split(' ').length ?? 0) : 0;
      if (length > 0) position += length - 1;
      else kept.push(tokens[position]!);
    }
    return kept;
  }
  /** Whom "it" may be as an object. */
  function otherThan(subject: Term): Term | undefined {
    return clauses
      .map(({ literal }) => literal.subject)
      .reverse()
      .find((each) => JSON.stringify(each) !== JSON.stringify(subject));
  }
  /** "Regarding the cat," before the first clause. */
  function mention(position: number): Term | undefined {
    if (tokens[position]!.lower === 'the') {
      const length = nameLength(tokens, position + 1, lexicon);
      return length > 0 ? plain(position + 1, position + 1 + length) : undefined;
    }
    const some = quantified(position);
    if (!some || some.subject === 'antecedent' || indefinitePronouns.has(tokens[position]!.lower)) return undefined;
    at = some.end - 1;
    return fresh();
  }
}
