import { AccordError } from '../errors.ts';
import { type ConflictClaim, instant, levelRank, reliability } from './claim.ts';
import type { UnusedReason } from './decision.ts';
import type { Policy } from './policy.ts';

/**
 * By content, best level first: equal claims are interchangeable.
 * @throws AccordError `invalid-input` for numbers out of range
 */
export function inCanonicalOrder(claims: readonly ConflictClaim[]): ConflictClaim[] {
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

/** Why a claim does not count at all; undefined where it does. */
export function whyUnused(claim: ConflictClaim, { gate }: Policy, at: number | undefined): UnusedReason | undefined {
  if (claim.answer.trim() === '') return 'no-answer';
  if (reliability(claim) < gate) return 'gate';
  if (at !== undefined) {
    const [from, to] = [instant(claim.validFrom), instant(claim.validTo)];
    if (from !== undefined && at < from) return 'not-yet-valid';
    if (to !== undefined && at >= to) return 'no-longer-valid';
  }
  return undefined;
}
