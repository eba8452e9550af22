import { type ConflictClaim, instant } from './claim.ts';
import type { DefeatRule } from './decision.ts';
import { weigh } from './evidence.ts';
import { groupBy } from './group-by.ts';
import type { Criterion, Policy } from './policy.ts';
import type { ApplicableOrder } from './source-order.ts';

/** A claim on its way through the criteria; `defeat` once another has beaten it. */
export interface Contender {
  claim: ConflictClaim;
  /** Number of its answer group. */
  group: number;
  defeat?: { rule: DefeatRule; by: Contender } | undefined;
}

export interface EliminationContext {
  policy: Policy;
  sources: ApplicableOrder;
  /** Whether newer claims are to be preferred for this question. */
  recent: boolean;
  /** The time asked about, milliseconds; dates after it say nothing. */
  at?: number | undefined;
}

const dayLength = 86_400_000;
/** .9 − .7 is more than .2 in floating point. */
const rounding = 1e-9;

/**
 * Applies the criteria in the policy's order. By each, a claim is defeated where a claim of another answer, not yet defeated, is better by
 * more than the margin. A claim of which a criterion knows nothing neither defeats nor is defeated by it: the third value of a defeasible
 * rule. An answer holds when every claim against it is defeated.
 */
export function eliminate(contenders: readonly Contender[], context: EliminationContext): void {
  const { policy, recent } = context;
  for (const criterion of policy.order) {
    const standing = contenders.filter(({ defeat }) => defeat === undefined);
    if (criterion === 'source') bySource(standing, context.sources);
    else if (criterion !== 'recency' || recent)
      byValue(standing, criterion, valuesOf(criterion, standing, context), marginOf(criterion, policy));
  }
}

/** What a criterion makes of a claim; undefined is unknown. More is better. */
function valuesOf(
  criterion: Criterion,
  standing: readonly Contender[],
  { policy, at = Number.POSITIVE_INFINITY }: EliminationContext,
): (contender: Contender) => number | undefined {
  switch (criterion) {
    // Context against memory is for the dial.
    case 'level':
      return ({ claim }) => (claim.level === 'instruction' ? 1 : 0);
    case 'recency': {
      const dates = new Set(standing.map(({ claim }) => claim.date));
      const times = new Map([...dates].map((date) => [date, instant(date)] as const));
      return ({ claim }) => {
        const time = times.get(claim.date);
        return time !== undefined && time <= at ? time : undefined;
      };
    }
    case 'authority':
      return ({ claim: { source, authority } }) => (source !== undefined ? policy.authorities[source] : undefined) ?? authority;
    case 'usefulness':
      return ({ claim }) => claim.useful;
    case 'corroboration': {
      const groups = groupBy(standing, ({ group }) => group);
      const support = new Map(
        [...groups].map(
          ([group, members]) =>
            [
              group,
              weigh(
                members.map(({ claim }) => claim),
                policy,
              ).context,
            ] as const,
        ),
      );
      return ({ group, claim }) => (claim.level === 'parametric' ? undefined : support.get(group));
    }
    case 'source':
      return () => undefined;
  }
}

function marginOf(criterion: Criterion, { margins }: Policy): number {
  if (criterion === 'recency') return margins.recencyDays * dayLength;
  return criterion === 'level' || criterion === 'source' ? 0 : margins[criterion];
}

/** A claim's strongest rival is the best of all, or the best of another answer where that is its own. */
function byValue(
  standing: readonly Contender[],
  rule: Criterion,
  value: (contender: Contender) => number | undefined,
  margin: number,
): void {
  let best: { contender: Contender; value: number } | undefined;
  let other: { contender: Contender; value: number } | undefined;
  const known = standing.flatMap((contender) => {
    const known = value(contender);
    return known === undefined ? [] : [{ contender, value: known }];
  });
  for (const entry of known) {
    if (best === undefined || entry.value > best.value) {
      if (best !== undefined && best.contender.group !== entry.contender.group) other = best;
      best = entry;
    } else if (entry.contender.group !== best.contender.group && (other === undefined || entry.value > other.value)) other = entry;
  }
  for (const { contender, value } of known) {
    const rival = best!.contender.group === contender.group ? other : best;
    if (rival !== undefined && rival.value - value > margin + rounding) contender.defeat = { rule, by: rival.contender };
  }
}

function bySource(standing: readonly Contender[], order: ApplicableOrder): void {
  if (order.sources.size === 0) return;
  // Of every source two claims of different answers suffice: one of them is a rival of any claim.
  const rivals = new Map<string, Contender[]>();
  for (const contender of standing) {
    const { source } = contender.claim;
    if (source === undefined || !order.preferred.has(source)) continue;
    const known = rivals.get(source);
    if (!known) rivals.set(source, [contender]);
    else if (known.length === 1 && known[0]!.group !== contender.group) known.push(contender);
  }
  const names = [...rivals.keys()].sort();
  for (const contender of standing) {
    const { source } = contender.claim;
    if (source === undefined || !order.sources.has(source)) continue;
    for (const name of names) {
      if (!order.prefers(name, source)) continue;
      const by = rivals.get(name)!.find(({ group }) => group !== contender.group);
      if (by) {
        contender.defeat = { rule: 'source', by };
        break;
      }
    }
  }
}
