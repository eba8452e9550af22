import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from './errors.ts';

export interface RetryPolicy {
  /** How often it is tried again. */
  retries: number;
  /** Milliseconds before the second try; they double with each further one. */
  firstDelay: number;
  longestDelay: number;
  /** Whether the same request may succeed later. */
  mayPass: (error: unknown, attempt: number) => boolean;
  /** Milliseconds that the other side asked us to wait, else null. */
  retryAfter: (error: unknown) => number | null;
  signal?: AbortSignal | undefined;
}

/**
 * Tries again what may pass, with exponential back-off; throws what the last attempt threw.
 *
 * @throws AccordError `aborted` when the signal fires, also while it waits
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  { retries, firstDelay, longestDelay, mayPass, retryAfter, signal }: RetryPolicy,
): Promise<Result> {
  for (let tried = 0; ; tried++) {
    throwIfAborted(signal);
    try {
      return await attempt();
    } catch (error) {
      throwIfAborted(signal);
      if (tried >= retries || !mayPass(error, tried)) throw error;
      // Half of the delay is random, so that many clients do not come back together.
      const backOff = firstDelay * 2 ** tried * (0.5 + Math.random() / 2);
      const delay = Math.min(retryAfter(error) ?? backOff, longestDelay);
      await sleep(delay, undefined, signal ? { signal } : {}).catch(() => throwIfAborted(signal));
    }
  }
}
