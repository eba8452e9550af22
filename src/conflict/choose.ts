import { byInstruction, type Candidate, differs, fromMemory, subjectsOf } from './candidates.ts';
import type { DefeatRule } from './decision.ts';
import type { Policy } from './policy.ts';
import type { ApplicableOrder } from './source-order.ts';

/** Who wins among the answers that no preference defeated. */
export interface Outcome {
  winners: Candidate[];
  /** Why the others that stand lost. */
  losesBy(candidate: Candidate): DefeatRule;
}

/** The best answer, unless the guard keeps a confident memory against it; further ones where the policy wants several. */
export function choose(standing: readonly Candidate[], policy: Policy, sources: ApplicableOrder): Outcome {
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
    contenders.some(({ claim, defeat }) => !defeat && claim.level === 'parametric' && claim.confidence >= guard.confidence),
  );
}

/** Notes why the claims of the other answers lost. */
export function markLosers(standing: readonly Candidate[], { winners, losesBy }: Outcome): void {
  const by = winners[0]?.contenders.find(({ defeat }) => defeat === undefined);
  if (by === undefined) return;
  const isWinner = new Set(winners);
  for (const candidate of standing) {
    if (isWinner.has(candidate)) continue;
    for (const contender of candidate.contenders) contender.defeat ??= { rule: losesBy(candidate), by };
  }
}
