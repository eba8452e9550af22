import type { PipelineEvent } from './answer.ts';
import type { ConflictClaim } from './conflict/claim.ts';
import type { Decision } from './conflict/decision.ts';
import type { ScoredPassage } from './passage.ts';
import type { LongAnswer, Reader, ReadRequest } from './reader/reader.ts';

interface Decided {
  claims: readonly ConflictClaim[];
  decision: Decision;
}

/**
 * A long answer in deltas, from the passages that stand after the decision. Where passages were read for short answers and the policy lets none stand, nothing is
 * written: what is too uncertain to state is so at any length. Where none was read, as the question asks for more than a few words, the reader decides.
 */
export async function* composeAnswer(
  compose: NonNullable<Reader['compose']>,
  { passages, ...request }: ReadRequest,
  { claims, decision }: Decided,
): AsyncGenerator<PipelineEvent, LongAnswer> {
  const standing = standingPassages(passages, decision);
  const silenced = decision.abstained && claims.some(({ level }) => level !== 'parametric');
  if (silenced || standing.length === 0) return { text: '', sentences: [] };
  const pieces = compose({ ...request, passages: standing });
  try {
    let piece = await pieces.next();
    for (; !piece.done; piece = await pieces.next()) yield { type: 'answer-delta', text: piece.value };
    return piece.value;
  } finally {
    // Ends the request of a stream that its reader has left.
    await pieces.return(undefined as never);
  }
}

/** Without passages all of whose claims were defeated, or were not valid at the time asked about. */
function standingPassages(passages: readonly ScoredPassage[], { defeated, unused, groups }: Decision): ScoredPassage[] {
  const fallen = new Set([
    ...defeated.map(({ claim }) => claim),
    ...unused.flatMap(({ claim, reason }) => (reason === 'not-yet-valid' || reason === 'no-longer-valid' ? [claim] : [])),
  ]);
  const idsOf = (claims: Iterable<ConflictClaim>) =>
    new Set([...claims].flatMap(({ evidence }) => evidence.map(({ passageId }) => passageId)));
  const upheld = idsOf(groups.flatMap(({ claims }) => claims.filter((claim) => !fallen.has(claim))));
  const refuted = idsOf(fallen);
  return passages.filter(({ passage: { id } }) => upheld.has(id) || !refuted.has(id));
}
