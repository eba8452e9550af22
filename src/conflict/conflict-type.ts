import { byInstruction, type Candidate, differs, subjectsOf } from './candidates.ts';
import type { ConflictClaim } from './claim.ts';
import type { ConflictType } from './decision.ts';
import type { Contender } from './eliminate.ts';

/** What disagrees with what. */
export function conflictType(
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

/** Two answers that the instruction gives, or one that it both gives and rules out. */
export function selfContradiction(standing: readonly Candidate[], contenders: readonly Contender[]): boolean {
  const given = standing.filter(byInstruction);
  const denied = new Set(contenders.flatMap(({ claim, group }) => (claim.denies && claim.level === 'instruction' ? [group] : [])));
  return given.length > 1 || given.some(({ contenders }) => contenders.some(({ group }) => denied.has(group)));
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
