import { throwIfAborted } from '../../errors.ts';
import type { LongRunning } from '../../progress.ts';
import type { EntailmentJudge } from '../rules/conditions/entailment.ts';
import type { Contradiction } from './scan.ts';

export interface VerifiedContradiction extends Contradiction {
  /** P(the sentences contradict each other), the mean of both directions. */
  probability: number;
}

/** Pairs judged at a time: enough to fill the model's batches. */
const batchSize = 32;

/**
 * Asks a contradiction detector of every pair, in both directions, and keeps those that it takes for contradictions; the surest come first.
 *
 * @param least probability from which a pair is kept
 * @throws AccordError `aborted`
 */
export async function verifyContradictions(
  found: readonly Contradiction[],
  judge: EntailmentJudge,
  least: number,
  { signal, onProgress }: LongRunning = {},
): Promise<VerifiedContradiction[]> {
  const verified: VerifiedContradiction[] = [];
  for (let at = 0; at < found.length; at += batchSize) {
    throwIfAborted(signal);
    onProgress?.({ stage: 'verify', done: at, total: found.length });
    const batch = found.slice(at, at + batchSize).map(async (contradiction) => {
      const [{ sentence: a }, { sentence: b }] = contradiction.sides;
      const [there, back] = await Promise.all([judge(a, b, signal), judge(b, a, signal)]);
      return { ...contradiction, probability: (there.contradiction + back.contradiction) / 2 };
    });
    verified.push(...(await Promise.all(batch)).filter(({ probability }) => probability >= least));
  }
  onProgress?.({ stage: 'verify', done: found.length, total: found.length });
  return verified.sort((a, b) => b.probability - a.probability);
}
