import type { ConflictClaim } from '../../../src/conflict/claim.ts';
import { groupAnswers, representative } from '../../../src/conflict/equivalence/group-answers.ts';
import { fromContext, fromMemory, type Response, respond, type System, statements } from './system.ts';

/** The memory's answer, whatever the passages say. */
export const closedBook: System = ({ claims }) => respond(fromMemory(claims)[0]);

/** The best span over all passages, as an extractive reader gives it for their concatenation; it always follows the context. */
export const plainRag: System = ({ claims }) => respond(fromContext(claims)[0]);

/** The best span where the reader is at least so sure of it, else the memory's answer. */
export const confidenceThreshold =
  (threshold: number): System =>
  ({ claims }) => {
    const [best] = fromContext(claims);
    return respond(best && best.confidence >= threshold ? best : fromMemory(claims)[0]);
  };

/** The answer that most passages state; the memory has one vote, ties go to the greater confidence. */
export const majorityVote: System = ({ claims }) => {
  const [first] = tally([...statements(claims), ...fromMemory(claims)]);
  if (first === undefined) return respond(fromContext(claims)[0]);
  return { answers: [first.answer], confidence: first.votes + first.confidence / 2 };
};

/** All answers that most passages state, where there are several questions in one. */
export const mostFrequent: System = ({ claims }) => {
  const counted = tally(statements(claims));
  return several(counted.filter(({ votes }) => votes === counted[0]!.votes));
};

/** Every answer that any passage states. */
export const unionOfAll: System = ({ claims }) => several(tally(statements(claims)));

function several(counted: readonly { answer: string; votes: number }[]): Response {
  return { answers: counted.map(({ answer }) => answer), confidence: counted[0]?.votes ?? 0 };
}

/** Equal answers with how many claims state them and the highest confidence of these, most first. */
function tally(claims: readonly ConflictClaim[]): { answer: string; votes: number; confidence: number }[] {
  const groups = groupAnswers(claims.map(({ answer }) => answer));
  return [...new Set(groups)]
    .map((group) => claims.filter((_, i) => groups[i] === group))
    .map((members) => ({
      answer: representative(members.map(({ answer }) => answer)),
      votes: members.length,
      confidence: Math.max(...members.map(({ confidence }) => confidence)),
    }))
    .sort((a, b) => b.votes - a.votes || b.confidence - a.confidence);
}
