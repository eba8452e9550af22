import { type Literal, negate, type Term } from '../literal.ts';
import { clauseEnds } from './clause-ends.ts';
import { clauseStarts, type Start } from './clause-starts.ts';
import { type Lexicon, nameLength } from './lexicon.ts';
import { readPredicate } from './predicate.ts';
import { aboutStatements, aside } from './set-phrases.ts';
import type { Token } from './tokens.ts';
import { coordinators, indefinitePronouns } from './words.ts';

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

const names = ['X', 'Y', 'Z', 'W', 'V', 'U'];

/**
 * Finds the propositions in a sentence, wherever they stand: a subject ("the cat", "at least one animal", "it") directly followed by
 * a verb. All other words are left to the caller.
 *
 * @param stating Commas belong to what is said, unless another clause follows ("has a knife, and winks at the cat").
 */
export function scanClauses(tokens: readonly Token[], text: string, lexicon: Lexicon, { stating = false } = {}): Scan {
  const starts = clauseStarts(tokens, lexicon);
  const { plain, begins, quantified, startAt } = starts;
  const { continues, endOf } = clauseEnds(tokens, lexicon, starts, stating);
  const clauses: Clause[] = [];
  let variables = 0;
  let topic: Term | undefined;
  /** "If it has a hat, the cat …". */
  let cataphor: Term | undefined;
  let frameFrom = 0;
  let inRelative = false;
  let denied = false;
  let at = 0;

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
          : startAt(at, topic);
    if (!start) {
      if (clauses.length === 0) topic ??= mention(at);
      at++;
      continue;
    }
    const relative: boolean = start.relative || (start.subject === 'same' && after === 0 && inRelative);
    const end = endOf(start, relative, topic);
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
