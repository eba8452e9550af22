import { AccordError } from '../errors.ts';
import { inCanonicalOrder, whyUnused } from './applicable.ts';
import { rank } from './candidates.ts';
import { describeChanges } from './changes.ts';
import { choose, markLosers } from './choose.ts';
import { type ConflictClaim, instant } from './claim.ts';
import { conflictType, selfContradiction } from './conflict-type.ts';
import type { Decision } from './decision.ts';
import { type Contender, eliminate } from './eliminate.ts';
import type { EquivalenceOptions } from './equivalence/equivalent.ts';
import { groupAnswers } from './equivalence/group-answers.ts';
import { explain } from './explain.ts';
import { defeatDenied, defeatSuperseded } from './outright-defeats.ts';
import { type PolicyInput, parsePolicy } from './policy.ts';
import { remarks } from './remarks.ts';
import { applicableOrder } from './source-order.ts';
import { isTimeSensitive } from './time-sensitivity.ts';

/** What is asked, and what is known beside the claims. */
export interface Situation extends EquivalenceOptions {
  question?: string | undefined;
  /** The time asked about, ISO 8601: claims not valid then are not used. Absent: validity is not looked at, as no clock is. */
  at?: string | undefined;
  /** Default: by the wording of the question. */
  timeSensitive?: boolean | undefined;
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

function toContenders(applicable: readonly ConflictClaim[], { person, similar }: EquivalenceOptions): Contender[] {
  const groups = groupAnswers(
    applicable.map(({ answer }) => answer),
    { person, similar, weights: applicable.map(({ confidence }) => confidence), aliases: applicable.map(({ aliases }) => aliases) },
  );
  return applicable.map((claim, i) => ({ claim, group: groups[i]! }));
}
