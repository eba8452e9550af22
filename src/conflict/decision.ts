import type { ConflictClaim } from './claim.ts';
import type { Evidence } from './evidence.ts';
import type { Criterion } from './policy.ts';

/** `instruction`: the user's own words contradict each other. The first kind that applies, in the order written here, names a conflict. */
export type ConflictType = 'instruction' | 'instruction-context' | 'temporal' | 'ambiguity' | 'inter-context' | 'context-memory' | 'none';

/** Why a claim lost: a preference, or … */
export type DefeatRule =
  | Criterion
  | 'superseded' // its document is replaced by another
  | 'denied' // a claim of a higher level says that the answer is wrong
  | 'support' // others have more independent support
  | 'dial' // memory against context, as the policy sets it
  | 'guard'; // context too weak to overturn a confident memory

/** Why a claim was not considered at all. */
export type UnusedReason = 'no-answer' | 'gate' | 'not-yet-valid' | 'no-longer-valid';

/** Equal claims: one answer with all that supports it. */
export interface AnswerGroup {
  /** The most telling wording. */
  answer: string;
  /** Probability that it is right, among the answers not defeated by a preference; 0 for those that are. */
  probability: number;
  /** All applicable claims of this answer, best first. */
  claims: ConflictClaim[];
  /** Of the claims that no preference defeated. */
  evidence: Evidence;
}

export interface Defeat {
  claim: ConflictClaim;
  rule: DefeatRule;
  /** The claim that beat it. */
  by: ConflictClaim;
}

/** Something that would make another answer win. */
export interface Change {
  kind: 'dial' | 'preference' | 'support';
  /** The answer that would win, or would have to be weighed. */
  answer: string;
  /** Setting of the dial from which it wins, or number of further independent voices that it takes. */
  at?: number | undefined;
  criterion?: DefeatRule | undefined;
}

/** What disagreement comes to. Claims are those given, by identity. */
export interface Decision {
  /** Best first; several where several hold; none where the decision is to abstain. */
  winners: AnswerGroup[];
  abstained: boolean;
  /** What would have won where `abstained` for risk. */
  leaning: AnswerGroup[];
  /** Probability that one of the winners (or of those leaning) is right. */
  probability: number;
  conflict: ConflictType;
  /** All answers of applicable claims, winners first. */
  groups: AnswerGroup[];
  defeated: Defeat[];
  unused: { claim: ConflictClaim; reason: UnusedReason }[];
  changes: Change[];
  /** Cycles among preferences or documents that had to be ignored, with their path; names that fit no claim; dates that cannot be read. */
  notes: string[];
  /** All of this in sentences. */
  explanation: string;
}
