import { reliability } from './claim.ts';
import type { AnswerGroup } from './decision.ts';
import type { Contender } from './eliminate.ts';
import { representative } from './equivalence/group-answers.ts';
import { dialled, dialShift, type Evidence, probabilities, weigh } from './evidence.ts';
import { groupBy } from './group-by.ts';
import type { Policy } from './policy.ts';

/** An answer on its way to a decision. */
export interface Candidate {
  group: AnswerGroup;
  contenders: Contender[];
  /** Log-odds as the dial mixes them. */
  score: number;
}

/** Candidates by score, then support, then their best claim, then wording. */
export function rank(asserted: readonly Contender[], policy: Policy): Candidate[] {
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
      highestReliability(b.group) - highestReliability(a.group) ||
      (a.group.answer < b.group.answer ? -1 : 1),
  );
}

/** Tells apart what is too uncertain to count as a vote. */
function highestReliability({ claims }: AnswerGroup): number {
  return claims.reduce((best, claim) => Math.max(best, reliability(claim)), 0);
}

/** What the pages of an answer's undefeated claims are about. */
export function subjectsOf({ contenders }: Candidate): Set<string> {
  return new Set(
    contenders.flatMap(({ claim, defeat }) => (defeat || claim.subject === undefined ? [] : [claim.subject.trim().toLowerCase()])),
  );
}

/** Answers from pages about different things answer different readings of the question. */
export function differs(subjects: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return subjects.size > 0 && [...subjects].every((subject) => !others.has(subject));
}

/** Whether only the model's memory still gives the answer. */
export const fromMemory = ({ contenders }: Candidate) => contenders.every(({ claim, defeat }) => defeat || claim.level === 'parametric');
/** Whether an instruction gives the answer. */
export const byInstruction = ({ contenders }: Candidate) =>
  contenders.some(({ claim, defeat }) => !defeat && claim.level === 'instruction');
