import type { Term } from '../literal.ts';
import { isVerbOfText, type Lexicon, nameLength, relatives, subjectLength } from './lexicon.ts';
import { aboutKnowing, aboutStatements, aside, expletive, reasoners } from './set-phrases.ts';
import type { Token } from './tokens.ts';
import { baseForm, isBaseForm, isProgressive, isSurelyFinite, mayBeFinite } from './verb-forms.ts';
import { clauseMarkers, coordinators, genericNouns, indefinitePronouns, isAdverb, prepositions } from './words.ts';

/** Where a clause begins, and what it is said of. */
export interface Start {
  /** Position of the first word of the predicate. */
  readonly predicate: number;
  readonly subject: Term | 'antecedent' | 'indefinite' | 'another' | 'same';
  readonly relative: boolean;
  readonly purpose?: boolean;
  /** "no animal that …": denies what is said in the main clause. */
  readonly none?: boolean;
}

/** Finds where clauses begin in a sentence. */
export interface ClauseStarts {
  /** The words between two positions, in lower case. */
  plain(from: number, to: number): string;
  /** The position after adverbs and asides between commas. */
  skip(from: number): number;
  /** Whether a predicate begins here: surely, by its first word; as an explicit verb; or with any word that may be one. */
  begins(position: number, kind: 'surely' | 'explicit' | 'any'): boolean;
  /** "at least one animal", "one of the creatures in the game": the position after it. */
  quantified(from: number): { end: number; subject: Start['subject']; none?: boolean } | null;
  /** The clause that begins with this word; `topic` is what the text speaks of so far. */
  startAt(from: number, topic: Term | undefined): Start | null;
}

export function clauseStarts(tokens: readonly Token[], lexicon: Lexicon): ClauseStarts {
  const plain = (from: number, to: number) =>
    tokens
      .slice(from, to)
      .map(({ lower }) => lower)
      .join(' ');

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

  const startAt = (from: number, topic: Term | undefined): Start | null => {
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

  return { plain, skip, begins, quantified, startAt };
}
