import { AccordError } from '../../../errors.ts';
import { ConcurrencyLimit } from '../../../llm/concurrency-limit.ts';
import type { Likelihood } from '../../../llm/language-model.ts';
import type { ScoredPassage } from '../../../passage.ts';
import type { Claim, Reader, ReadOptions } from '../../../reader/reader.ts';
import { withRetries } from '../../../retry.ts';

/** Asks a reader: so many requests at a time, those that may pass again, and counted. */
export interface AskedReader {
  readonly reader: Reader;
  /** Requests that were answered. */
  requests(): number;
  read(question: string, passages: readonly ScoredPassage[], options: AskOptions): Promise<Claim[]>;
  closedBook(question: string, options: AskOptions): Promise<Claim[]>;
  /** Undefined where the reader cannot tell. */
  likelihood(question: string, passages: readonly ScoredPassage[], answer: string, options: AskOptions): Promise<Likelihood | undefined>;
}

export type AskOptions = Pick<ReadOptions, 'seed' | 'onUsage'>;

export interface AskingOptions {
  concurrency: number;
  signal?: AbortSignal | undefined;
  /** Milliseconds before a request is tried again, doubling each time. */
  firstDelay?: number | undefined;
}

/** Whether the same question may be answered another time. */
export const isPassing = (error: unknown): boolean => AccordError.isInstance(error) && ['network', 'timeout'].includes(error.code);

/** Readers that reach out try again by themselves; this is for what is left. */
const retries = 3;
const longestDelay = 30_000;

export function askedReader(reader: Reader, { concurrency, signal, firstDelay = 1000 }: AskingOptions): AskedReader {
  const limit = new ConcurrencyLimit(concurrency);
  let requests = 0;
  let tellsLikelihood = reader.likelihood !== undefined;
  const ask = async <T>(request: () => Promise<T>): Promise<T> => {
    const attempt = async () => {
      // A place is not held while it waits to try again.
      const leave = await limit.enter(signal);
      try {
        return await request();
      } finally {
        leave();
      }
    };
    const policy = { retries, firstDelay, longestDelay, mayPass: isPassing, retryAfter: () => null, signal };
    const answer = await withRetries(attempt, policy);
    requests++;
    return answer;
  };
  return {
    reader,
    requests: () => requests,
    read: (question, passages, options) => ask(() => reader.read({ question, passages: [...passages], ...options, signal })),
    closedBook(question, options) {
      if (reader.closedBook) return ask(() => reader.closedBook!(question, { ...options, signal }));
      throw new AccordError(
        'invalid-config',
        `The reader ${reader.id} knows nothing without passages: it has no closed-book answer.`,
        'Use the baseline without-this-passage (--baseline without-this-passage).',
      );
    },
    async likelihood(question, passages, answer, options) {
      if (!tellsLikelihood) return undefined;
      try {
        return await ask(() => reader.likelihood!({ question, passages, answer, ...options, signal }));
      } catch (error) {
        if (!AccordError.isInstance(error) || error.code !== 'unsupported-format') throw error;
        // The server gives no log-probabilities: degrees come from the answers, as the records say.
        tellsLikelihood = false;
        return undefined;
      }
    },
  };
}
