import { type ConflictClaim, instant } from './claim.ts';
import type { Policy } from './policy.ts';
import type { ApplicableOrder } from './source-order.ts';

/** What in the policy or the claims has no effect though it looks as if it had. */
export function remarks(claims: readonly ConflictClaim[], { authorities }: Policy, { sources, cycle }: ApplicableOrder): string[] {
  const known = new Set(claims.flatMap(({ source }) => source ?? []));
  const present = known.size > 0 ? `; sources of the claims: ${[...known].sort().join(', ')}` : '';
  const unknown = [...new Set([...sources, ...Object.keys(authorities)])].filter((name) => !known.has(name)).sort();
  const dates = new Set(claims.flatMap(({ date, validFrom, validTo }) => [date, validFrom, validTo]));
  const unreadable = [...dates].filter((text) => text !== undefined && instant(text) === undefined);
  return [
    ...(cycle === undefined ? [] : [`Preferences of several scopes contradict each other and do not count. ${cycle}`]),
    ...unknown.map((name) => `No claim comes from the source "${name}" that the policy names${present}.`),
    ...unreadable.sort().map((text) => `The date "${text}" cannot be read and counts as unknown.`),
  ];
}
