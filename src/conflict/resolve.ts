import { AccordError } from '../errors.ts';
import { describeChanges } from './changes.ts';
import { type ConflictClaim, instant, levelRank, reliability } from './claim.ts';
import type { AnswerGroup, ConflictType, Decision, DefeatRule, UnusedReason } from './decision.ts';
import { type Contender, eliminate } from './eliminate.ts';
import type { EquivalenceOptions } from './equivalence/equivalent.ts';
import { groupAnswers, representative } from './equivalence/group-answers.ts';
import { dialled, dialShift, type Evidence, probabilities, weigh } from './evidence.ts';
import { explain } from './explain.ts';
import { groupBy } from './group-by.ts';
import { type Policy, type PolicyInput, parsePolicy } from './policy.ts';
import { type ApplicableOrder, applicableOrder } from './source-order.ts';
import { supersession } from './supersession.ts';
import { isTimeSensitive } from './time-sensitivity.ts';

/** What is asked, and what is known beside the claims. */
export interface Situation extends EquivalenceOptions {
  question?: string | undefined;
  /** The time asked about, ISO 8601: claims not valid then are not used. Absent: validity is not looked at, as no clock is. */
  at?: string | undefined;
  /** Default: by the wording of the question. */
  timeSensitive?: boolean | undefined;
}

/** An answer on its way to a decision. */
interface Candidate {
  group: AnswerGroup;
  contenders: Contender[];
  /** Log-odds as the dial mixes them. */
  score: number;
}

/**
 * Decides between claims: sets aside what is not applicable, lets preferences defeat, weighs what no preference separates by independent
 * support. Pure, and the same for any order of the claims.
 *
 * @throws AccordError `invalid-config` for a bad policy, `invalid-input` for a claim whose numbers are out of range or a time that cannot
 * be read.
 *
 * @example
 * const { winners, explanation } = resolve(claims, { preset: 'official-sources', sources: ['law > blog'] }, { question });
 */
export function resolve(claims: readonly ConflictClaim[], input: PolicyInput = {}, situation: Situation = {}): Decision {
  const policy = parsePolicy(input);
  const { question = '', timeSensitive } = situation;
  const at = checkedInstant(situation.at);
  const ordered = inCanonicalOrder(claims);
  const sources = applicableOrder(policy.sources, question);
  const notes = remarks(ordered, policy, sources);

  const unused: Decision['unused'] = [];
  const applicable: ConflictClaim[] = [];
  for (const claim of ordered) {
    const reason = whyUnused(claim, policy, at);
    if (reason === undefined) applicable.push(claim);
    else unused.push({ claim, reason });
  }

  const contenders = toContenders(applicable, { ...situation, person: situation.person ?? /^\s*who(?:m|se)?\b/i.test(question) });
  const asserted = contenders.filter(({ claim }) => !claim.denies);
  notes.push(...defeatSuperseded(contenders));
  defeatDenied(contenders);
  const recent = policy.recency === 'always' || (policy.recency === 'time-sensitive' && (timeSensitive ?? isTimeSensitive(question)));
  eliminate(asserted, { policy, sources, recent, at });

  const candidates = rank(asserted, policy);
  const standing = candidates.filter(({ contenders }) => contenders.some(({ defeat }) => defeat === undefined));
  const outcome = choose(standing, policy, sources);
  const contradictory = selfContradiction(standing, contenders);
  const probability = Math.min(
    1,
    outcome.winners.reduce((sum, { group }) => sum + group.probability, 0),
  );
  const abstained = outcome.winners.length === 0 || contradictory || 1 - probability > policy.risk;
  const chosen = outcome.winners.map(({ group }) => group);
  const isChosen = new Set(chosen);
  markLosers(standing, outcome);

  const decision: Omit<Decision, 'explanation'> = {
    winners: abstained ? [] : chosen,
    abstained,
    leaning: abstained && !contradictory ? chosen : [],
    probability,
    conflict: conflictType(candidates, outcome.winners, contradictory, asserted),
    groups: [...chosen, ...candidates.flatMap(({ group }) => (isChosen.has(group) ? [] : [group]))],
    defeated: contenders.flatMap(({ claim, defeat }) =>
      defeat && !claim.denies ? [{ claim, rule: defeat.rule, by: defeat.by.claim }] : [],
    ),
    unused,
    changes: describeChanges(standing, candidates, outcome.winners, policy),
    notes,
  };
  return { ...decision, explanation: explain(decision) };
}

/**
 * Milliseconds since 1970 of the time asked about.
 *
 * @throws AccordError `invalid-input` for a text that is no ISO 8601 date: a question about an unknown time must not be answered for another.
 */
export function checkedInstant(at: string | undefined): number | undefined {
  const time = instant(at);
  if (at === undefined || time !== undefined) return time;
  throw new AccordError('invalid-input', `"${at}" is no ISO 8601 date.`, 'Write the time asked about as 2024-05-31.');
}

/** By content, best level first: equal claims are interchangeable. */
function inCanonicalOrder(claims: readonly ConflictClaim[]): ConflictClaim[] {
  const keyed = claims.map((claim) => {
    validate(claim);
    const { answer, level, confidence, useful, source, date, authority, document, cluster, echo, subject, validFrom, validTo } = claim;
    const rest = [
      source,
      date,
      authority,
      document,
      cluster,
      echo,
      subject,
      validFrom,
      validTo,
      claim.supersedes,
      claim.denies,
      claim.aliases,
    ];
    const key = JSON.stringify([answer, useful ?? null, ...rest.map((value) => value ?? null), claim.evidence]);
    return { claim, rank: levelRank[level], confidence, key };
  });
  return keyed
    .sort((a, b) => b.rank - a.rank || b.confidence - a.confidence || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ claim }) => claim);
}

function validate({ answer, level, confidence, useful = 1, authority = 0 }: ConflictClaim): void {
  const share = (value: number) => value >= 0 && value <= 1;
  const [name, value] = !Object.hasOwn(levelRank, level)
    ? ['level', level]
    : !share(confidence)
      ? ['confidence', confidence]
      : !share(useful)
        ? ['usefulness', useful]
        : ['authority', authority];
  if (name === 'authority' && Number.isFinite(authority)) return;
  throw new AccordError(
    'invalid-input',
    `The claim "${answer}" has the ${name} ${value}.`,
    'Levels are instruction, context and parametric; confidence and usefulness are in [0, 1], authority is finite.',
  );
}

function whyUnused(claim: ConflictClaim, { gate }: Policy, at: number | undefined): UnusedReason | undefined {
  if (claim.answer.trim() === '') return 'no-answer';
  // One judge's word is not enough: a sure reading of a page that is about something else is a stray span.
  if (Math.min(claim.confidence, claim.useful ?? 1) < gate) return 'gate';
  if (at !== undefined) {
    const [from, to] = [instant(claim.validFrom), instant(claim.validTo)];
    if (from !== undefined && at < from) return 'not-yet-valid';
    if (to !== undefined && at >= to) return 'no-longer-valid';
  }
  return undefined;
}

function toContenders(applicable: readonly ConflictClaim[], { person, similar }: EquivalenceOptions): Contender[] {
  const groups = groupAnswers(
    applicable.map(({ answer }) => answer),
    { person, similar, weights: applicable.map(reliability), aliases: applicable.map(({ aliases }) => aliases) },
  );
  return applicable.map((claim, i) => ({ claim, group: groups[i]! }));
}

/** An applicable claim of a newer document speaks for that document. Returns the cycles found. */
function defeatSuperseded(contenders: readonly Contender[]): string[] {
  const pairs = contenders.flatMap(({ claim: { document, supersedes } }) =>
    document !== undefined && supersedes !== undefined ? [[document, supersedes] as const] : [],
  );
  if (pairs.length === 0) return [];
  const { replacedBy, cycles } = supersession(pairs);
  const speakers = new Map<string, Contender>();
  for (const contender of contenders) {
    const { document } = contender.claim;
    if (document !== undefined && !speakers.has(document)) speakers.set(document, contender);
  }
  for (const contender of contenders) {
    const newer = contender.claim.document === undefined ? undefined : replacedBy.get(contender.claim.document);
    if (newer !== undefined) contender.defeat = { rule: 'superseded', by: speakers.get(newer)! };
  }
  return cycles.map((path) => `Documents that supersede each other in a circle supersede nothing: ${path.join(' > ')}.`);
}

/** A denial defeats claims of lower levels. */
function defeatDenied(contenders: readonly Contender[]): void {
  const denials = new Map<number, Contender>();
  for (const contender of contenders) if (contender.claim.denies && !denials.has(contender.group)) denials.set(contender.group, contender);
  for (const contender of contenders) {
    const by = denials.get(contender.group);
    if (by && !contender.claim.denies && levelRank[contender.claim.level] < levelRank[by.claim.level]) {
      contender.defeat ??= { rule: 'denied', by };
    }
  }
}

/** Candidates by score, then support, then their best claim, then wording. */
function rank(asserted: readonly Contender[], policy: Policy): Candidate[] {
  const groups = groupBy(asserted, ({ group }) => group);
  const standingClaims = (members: readonly Contender[]) => members.flatMap(({ claim, defeat }) => (defeat ? [] : [claim]));
  const weighed = [...groups.values()].map((members) => ({ members, evidence: weigh(standingClaims(members), policy) }));
  // Without both sides the dial has nothing to decide.
  const both = weighed.some(({ evidence }) => evidence.memory > 0) && weighed.some(({ evidence }) => evidence.voices > 0);
  const shift = both ? dialShift(policy.dial) : 0;
  const scores = weighed.map(({ evidence }) => dialled(evidence, shift));
  const stands = weighed.map(({ members }) => members.some(({ defeat }) => defeat === undefined));
  const standing = probabilities(
    scores.filter((_, i) => stands[i]),
    policy.falseAnswers,
  );
  let next = 0;
  const candidates = weighed.map(({ members, evidence }, i) => ({
    contenders: members,
    score: scores[i]!,
    group: {
      answer: representative(members.map(({ claim }) => claim.answer)),
      probability: stands[i] ? standing[next++]! : 0,
      claims: members.map(({ claim }) => claim),
      evidence,
    },
  }));
  const total = ({ context, memory }: Evidence) => context + memory;
  return candidates.sort(
    (a, b) =>
      b.group.probability - a.group.probability ||
      total(b.group.evidence) - total(a.group.evidence) ||
      bestReliability(b.group) - bestReliability(a.group) ||
      (a.group.answer < b.group.answer ? -1 : 1),
  );
}

/** Tells apart what is too uncertain to count as a vote. */
function bestReliability({ claims }: AnswerGroup): number {
  return claims.reduce((best, claim) => Math.max(best, reliability(claim)), 0);
}

interface Outcome {
  winners: Candidate[];
  /** Why the others that stand lost. */
  losesBy(candidate: Candidate): DefeatRule;
}

function choose(standing: readonly Candidate[], policy: Policy, sources: ApplicableOrder): Outcome {
  const [first] = standing;
  if (first === undefined) return { winners: [], losesBy: () => 'support' };
  const guarded = guardedMemory(first, standing, policy, sources);
  const best = guarded ?? first;
  const losesBy = (candidate: Candidate): DefeatRule => {
    if (guarded) return 'guard';
    return (fromMemory(best) || fromMemory(candidate)) && fromMemory(best) !== fromMemory(candidate) ? 'dial' : 'support';
  };
  const winners = [best];
  if (policy.answers === 'several' && !fromMemory(best) && !byInstruction(best)) {
    const readings = subjectsOf(best);
    for (const candidate of standing) {
      if (candidate === best || fromMemory(candidate)) continue;
      const subjects = subjectsOf(candidate);
      if (!differs(subjects, readings) && candidate.score < policy.share * best.score) continue;
      winners.push(candidate);
      for (const subject of subjects) readings.add(subject);
    }
  }
  return { winners, losesBy };
}

/** The confident memory that weak context may not overturn. */
function guardedMemory(first: Candidate, standing: readonly Candidate[], policy: Policy, sources: ApplicableOrder): Candidate | undefined {
  const { guard, dial, authorities } = policy;
  if (guard === null || dial === 1 || byInstruction(first) || first.group.evidence.memory > 0) return undefined;
  if (first.group.evidence.voices >= guard.voices) return undefined;
  const trusted = first.group.claims.some(({ source, authority }) => {
    const known = (source !== undefined ? authorities[source] : undefined) ?? authority;
    return (known !== undefined && known >= guard.authority) || (source !== undefined && sources.preferred.has(source));
  });
  if (trusted) return undefined;
  return standing.find(({ contenders }) =>
    contenders.some(({ claim, defeat }) => !defeat && claim.level === 'parametric' && reliability(claim) >= guard.confidence),
  );
}

/** What the pages of an answer's undefeated claims are about. */
function subjectsOf({ contenders }: Candidate): Set<string> {
  return new Set(
    contenders.flatMap(({ claim, defeat }) => (defeat || claim.subject === undefined ? [] : [claim.subject.trim().toLowerCase()])),
  );
}

/** Answers from pages about different things answer different readings of the question. */
function differs(subjects: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return subjects.size > 0 && [...subjects].every((subject) => !others.has(subject));
}

/** Each winner is about something that no earlier one is about, and the first is about something. */
function answersReadings(winners: readonly Candidate[]): boolean {
  const seen = new Set<string>();
  return winners.every((winner) => {
    const subjects = subjectsOf(winner);
    const own = differs(subjects, seen);
    for (const subject of subjects) seen.add(subject);
    return own;
  });
}

const fromMemory = ({ contenders }: Candidate) => contenders.every(({ claim, defeat }) => defeat || claim.level === 'parametric');
const byInstruction = ({ contenders }: Candidate) => contenders.some(({ claim, defeat }) => !defeat && claim.level === 'instruction');

/** Two answers that the instruction gives, or one that it both gives and rules out. */
function selfContradiction(standing: readonly Candidate[], contenders: readonly Contender[]): boolean {
  const given = standing.filter(byInstruction);
  const denied = new Set(contenders.flatMap(({ claim, group }) => (claim.denies && claim.level === 'instruction' ? [group] : [])));
  return given.length > 1 || given.some(({ contenders }) => contenders.some(({ group }) => denied.has(group)));
}

function markLosers(standing: readonly Candidate[], { winners, losesBy }: Outcome): void {
  const by = winners[0]?.contenders.find(({ defeat }) => defeat === undefined);
  if (by === undefined) return;
  const isWinner = new Set(winners);
  for (const candidate of standing) {
    if (isWinner.has(candidate)) continue;
    for (const contender of candidate.contenders) contender.defeat ??= { rule: losesBy(candidate), by };
  }
}

function conflictType(
  candidates: readonly Candidate[],
  winners: readonly Candidate[],
  contradictory: boolean,
  asserted: readonly Contender[],
): ConflictType {
  if (contradictory) return 'instruction';
  const has = (level: ConflictClaim['level']) => (candidate: Candidate) => candidate.group.claims.some((claim) => claim.level === level);
  if (asserted.some(({ defeat }) => defeat?.rule === 'denied')) return 'instruction-context';
  if (candidates.length < 2) return 'none';
  if (candidates.some(has('instruction'))) return 'instruction-context';
  if (asserted.some(({ defeat }) => defeat?.rule === 'recency' || defeat?.rule === 'superseded')) return 'temporal';
  if (winners.length > 1 && answersReadings(winners)) return 'ambiguity';
  return candidates.filter(has('context')).length > 1 ? 'inter-context' : 'context-memory';
}

/** What in the policy or the claims has no effect though it looks as if it had. */
function remarks(claims: readonly ConflictClaim[], { authorities }: Policy, { sources, cycle }: ApplicableOrder): string[] {
  const known = new Set(claims.flatMap(({ source }) => source ?? []));
  const present = known.size > 0 ? `; sources of the claims: ${[...known].sort().join(', ')}` : '';
  const unknown = [...new Set([...sources, ...Object.keys(authorities)])].filter((name) => !known.has(name)).sort();
  const unreadable = new Set(
    claims.flatMap(({ date, validFrom, validTo }) =>
      [date, validFrom, validTo].filter((text) => text !== undefined && instant(text) === undefined),
    ),
  );
  return [
    ...(cycle === undefined ? [] : [`Preferences of several scopes contradict each other and do not count. ${cycle}`]),
    ...unknown.map((name) => `No claim comes from the source "${name}" that the policy names${present}.`),
    ...[...unreadable].sort().map((text) => `The date "${text}" cannot be read and counts as unknown.`),
  ];
}
