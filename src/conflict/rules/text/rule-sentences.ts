import { type Literal, negate, variablesOf } from '../literal.ts';
import type { Rule } from '../theory.ts';
import { type Clause, scanClauses } from './clauses.ts';
import { conclusionCues, conditionCues, conditionMarkers, denials } from './cues.ts';
import type { Lexicon } from './lexicon.ts';
import { tokenize } from './tokens.ts';

type Role = 'condition' | 'conclusion';

/** What no rule of this kind states: exceptions by default, conditions that are necessary only, alternatives. */
const beyond = /\bunless\b|\bonly (?:if|when|in case|because)\b|\bexcept\b|\beither\b/;

/**
 * Reads one rule: its propositions are conditions or the conclusion by the words around them ("if", "whenever", "provided that" …
 * "then", "one can conclude that", "implies"), whatever else the sentence says. Null where nothing tells them apart, for several
 * conclusions or alternatives, and for a conclusion about somebody whom no condition names.
 */
export function readRule(name: string, sentence: string, lexicon: Lexicon): Rule | null {
  const { clauses, tail } = scanClauses(tokenize(sentence), sentence, lexicon);
  if (beyond.test(sentence.toLowerCase())) return null;
  if (clauses.some(({ frame }, index) => index > 0 && /^(?:, )?or\b/.test(frame)) || clauses.length < 2) return null;
  const roles = rolesOf(clauses, tail);
  if (roles.length === 0) return null;
  const conditions: Literal[] = [];
  const conclusions: Literal[] = [];
  clauses.forEach(({ literal, frame }, index) => {
    const said = denials.test(frame) ? negate(literal) : literal;
    (roles[index] === 'condition' ? conditions : conclusions).push(said);
  });
  const [conclusion, ...more] = conclusions;
  if (!conclusion || more.length > 0 || conditions.length === 0) return null;
  const bound = conditions.flatMap(variablesOf);
  return variablesOf(conclusion).every((variable) => bound.includes(variable)) ? { name, conditions, conclusion } : null;
}

function rolesOf(clauses: readonly Clause[], tail: string): Role[] {
  const roles: (Role | null)[] = [];
  clauses.forEach(({ frame, kind }, index) => {
    const before = roles[index - 1] ?? null;
    const cued = roleIn(frame);
    const within = cued === 'condition' && conditionMarkers.test(frame.split(/[,?!.;:"]/).at(-1)!);
    if (kind === 'main') roles.push(marked(clauses[index - 1]!) ? before : 'conclusion');
    else if (kind === 'coordinated') roles.push(before);
    else if (kind === 'relative' && !within) roles.push('condition');
    else if (kind === 'purpose' && /\bfor$/.test(frame)) roles.push('conclusion');
    else if (cued !== null) roles.push(cued);
    else if (clauses[index - 1]?.kind === 'purpose' && before !== null) roles.push(opposite(before));
    else if (
      before === 'condition' &&
      (frame === '' ||
        (/^(?:[,:;–-]|.* ,)/.test(frame) &&
          !/^(?:[,;] )?(?:and|second|secondly|third|thirdly|finally|but|however|yet|while|whereas|nor|plus)\b/.test(frame)))
    )
      roles.push('conclusion');
    else roles.push(before);
  });
  const known = roles.find((role) => role !== null) ?? opposite(roleIn(tail));
  if (known === null) return bySubordination(clauses) ?? [];
  const settled = roles.map((role) => role ?? opposite(known) ?? 'condition');
  if (settled.includes('conclusion') || !clauses.some(marked)) return settled;
  // "We know that … if we know that …": the weaker cue gives way.
  return settled.map((role, index) =>
    clauses[index]!.kind === 'explicit' && !marked(clauses[index]!) && roleIn(clauses[index]!.frame) === role ? 'conclusion' : role,
  );
}

/** No cue is known: the one clause that no words introduce is the main clause, which concludes. */
function bySubordination(clauses: readonly Clause[]): Role[] | null {
  const joined = /^[,;:]?(?: ?(?:and|but|however|yet|or|nor|plus|while|whereas|although|though))?$/;
  const bare = clauses.map(({ frame, kind }) => kind === 'explicit' && /^[,;:]?$/.test(frame));
  const others = clauses.filter((_, index) => !bare[index]);
  const oneMain = bare.filter(Boolean).length === 1 && others.some(({ frame, kind }) => kind !== 'coordinated' && !joined.test(frame));
  const led = clauses.every(({ frame, kind }, index) => bare[index] || kind === 'coordinated' || !joined.test(frame) || !bare[index - 1]);
  return oneMain && led ? bare.map((main) => (main ? 'conclusion' : 'condition')) : null;
}

function marked({ frame }: Clause): boolean {
  return conditionMarkers.test(frame.split(/[,?!.;:"]/).at(-1)!);
}

function opposite(role: Role | null): Role | null {
  return role === null ? null : role === 'condition' ? 'conclusion' : 'condition';
}

/** What the words before a clause make of it: the last part between marks that tells decides, in it a marker such as "if", else the last cue. */
function roleIn(frame: string): Role | null {
  for (const part of frame
    .replace('when it comes to', 'regarding')
    .split(/[,?!.;:"]/)
    .reverse()) {
    const condition = endOfLast(part.trim(), conditionCues);
    const conclusion = endOfLast(part.trim(), conclusionCues);
    const marker = endOfLast(part, conditionMarkers);
    if (marker > 0 && !/\bif (?:so|yes|th(?:is|at) is)\b|\b(?:then|in (?:this|that|such a|which) case)\b/.test(part)) return 'condition';
    if (condition !== conclusion) return condition > conclusion ? 'condition' : 'conclusion';
    if (condition > 0) return 'conclusion';
  }
  return null;
}

function endOfLast(text: string, cues: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(new RegExp(cues, 'g'))) end = match.index + match[0].length;
  return end;
}
