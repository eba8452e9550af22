import type { ConflictClaim } from './claim.ts';
import type { AnswerGroup, Change, ConflictType, Decision, DefeatRule, UnusedReason } from './decision.ts';

/** Answers and reasons named before "and n more". */
const named = 5;

const conflicts: Record<ConflictType, string> = {
  instruction: 'The instruction contradicts itself.',
  'instruction-context': 'The instruction says otherwise than passages or memory; it stands.',
  temporal: 'The passages speak of different times.',
  ambiguity: 'The question has several readings, each with an answer of its own.',
  'inter-context': 'The passages contradict each other.',
  'context-memory': 'The passages contradict what the model remembers.',
  none: '',
};

const defeats: Record<DefeatRule, string> = {
  level: 'an instruction outranks it',
  source: 'a preferred source says otherwise',
  recency: 'a newer claim says otherwise',
  authority: 'a source of more authority says otherwise',
  usefulness: 'a more useful passage says otherwise',
  corroboration: 'another answer is better corroborated',
  superseded: 'its document has been superseded',
  denied: 'it is ruled out',
  support: 'it has less independent support',
  dial: 'the policy weighs context against memory this way',
  guard: 'too weak to overturn a confident memory',
};

const reasons: Record<UnusedReason, string> = {
  'no-answer': 'states no answer',
  gate: 'not confident or useful enough',
  'not-yet-valid': 'not yet valid at the time asked about',
  'no-longer-valid': 'no longer valid at the time asked about',
};

/** A decision in sentences, made by template from its other fields. */
export function explain(decision: Omit<Decision, 'explanation'>): string {
  const { winners, leaning, abstained, probability, conflict, unused, changes, notes } = decision;
  const given = abstained ? leaning : winners;
  const lines = [
    abstained
      ? leaning.length > 0
        ? `No answer: ${list(leaning, quoted)} is right with probability ${probability.toFixed(2)} only.`
        : `No answer${decision.groups.length > 0 ? '' : ': no applicable claim'}.`
      : `${list(winners, supported)}.`,
    conflicts[conflict],
    ...defeatLines(decision),
    ...unusedLines(unused),
    ...(given.length > 0 ? changes.map(changeLine) : []),
    ...notes,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function supported(group: AnswerGroup): string {
  const { voices, memory } = group.evidence;
  const from = [
    ...(group.claims.some(({ level }) => level === 'instruction')
      ? ['the instruction']
      : voices > 0
        ? [count(voices, 'independent voice')]
        : []),
    ...(memory > 0 ? ['memory'] : []),
  ];
  return `${quoted(group)} by ${from.join(' and ') || 'no counted evidence'}`;
}

function defeatLines({ defeated, groups }: Pick<Decision, 'defeated' | 'groups'>): string[] {
  const answerOf = new Map<ConflictClaim, string>();
  for (const { answer, claims } of groups) for (const claim of claims) answerOf.set(claim, answer);
  const alike = new Map<string, { answer: string; rule: DefeatRule; by: ConflictClaim; claims: number }>();
  for (const { claim, rule, by } of defeated) {
    const answer = answerOf.get(claim) ?? claim.answer;
    const key = `${answer}\n${rule}\n${by.answer}\n${origin(by)}`;
    const known = alike.get(key);
    if (known) known.claims++;
    else alike.set(key, { answer, rule, by, claims: 1 });
  }
  return capped([...alike.values()], 'more defeated', ({ answer, rule, by, claims }) => {
    const beaten = `${JSON.stringify(answer)} is defeated: ${defeats[rule]} (${JSON.stringify(by.answer)}${origin(by)})`;
    return `${beaten}${claims > 1 ? `, ${claims} claims` : ''}.`;
  });
}

function unusedLines(unused: Decision['unused']): string[] {
  return capped(unused, 'more not used', ({ claim, reason }) => {
    const where = claim.evidence[0]?.passageId;
    return `${where === undefined ? 'A claim' : `Passage ${where}`} (${JSON.stringify(claim.answer)}) was not used: ${reasons[reason]}.`;
  });
}

function changeLine({ kind, answer, at = 0, criterion }: Change): string {
  const other = JSON.stringify(answer);
  if (kind === 'dial') return `${other} would win beyond a dial of ${at.toFixed(2)}.`;
  if (kind === 'support') return `${other} would need ${count(at, 'further independent voice')}.`;
  return `Without the rule "${criterion}", ${other} would be weighed too.`;
}

function origin({ source, date }: ConflictClaim): string {
  const parts = [source, date].filter((part) => part !== undefined);
  return parts.length > 0 ? `, ${parts.join(', ')}` : '';
}

function capped<T>(items: readonly T[], rest: string, say: (item: T) => string): string[] {
  const said = items.slice(0, named).map(say);
  return items.length > named ? [...said, `… and ${items.length - named} ${rest}.`] : said;
}

const quoted = ({ answer }: AnswerGroup) => JSON.stringify(answer);
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

function list(groups: readonly AnswerGroup[], say: (group: AnswerGroup) => string): string {
  const shown = capped(groups, 'more', say);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
