import type { ConflictClaim } from '../../../src/conflict/claim.ts';
import type { Policy } from '../../../src/conflict/policy.ts';

/** What every system decides on: the same claims of the same reader. */
interface Stated {
  question: string;
  claims: readonly ConflictClaim[];
  policy: Policy;
}

export interface Response {
  /** None: an abstention. */
  answers: string[];
  /** What would have been answered by a system that abstained; for measures over all thresholds. */
  leaning?: string[] | undefined;
  /** How sure the system is, comparable across questions; for measures over all thresholds. */
  confidence: number;
}

/** Makes an answer of the claims. */
export type System = (stated: Stated) => Response;

/** Context claims of at least this confidence are statements; others a reader would keep to itself (the reader's own default). */
const statesFrom = 0.1;

export const fromContext = (claims: readonly ConflictClaim[]): ConflictClaim[] =>
  claims.filter(({ level }) => level === 'context').toSorted((a, b) => b.confidence - a.confidence);

export const fromMemory = (claims: readonly ConflictClaim[]): ConflictClaim[] =>
  claims.filter(({ level }) => level === 'parametric').toSorted((a, b) => b.confidence - a.confidence);

/** What the reader says of the passages, without what it is too unsure of. */
export const statements = (claims: readonly ConflictClaim[]): ConflictClaim[] =>
  fromContext(claims).filter(({ confidence }) => confidence >= statesFrom);

/** A claim as an answer. */
export const respond = (claim: ConflictClaim | undefined): Response =>
  claim ? { answers: [claim.answer], confidence: claim.confidence } : { answers: [], confidence: 0 };
