import { connectionReason } from '../../../connection-reason.ts';
import { AccordError } from '../../../errors.ts';

/** What `@qdrant/openapi-typescript-fetch` throws for an answer that is no success. */
interface HttpFailure {
  status: number;
  data?: { status?: { error?: string } };
}

function httpFailure(error: unknown): HttpFailure | null {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? (error as HttpFailure)
    : null;
}

/** `fetch` throws a TypeError with a cause for a refused or broken connection; JSON.parse a SyntaxError for a body cut short. */
function isConnectionError(error: unknown): boolean {
  return (error instanceof TypeError && error.cause !== undefined) || error instanceof SyntaxError;
}

/** Milliseconds the server asked us to wait (429 with Retry-After), else null. */
export function retryAfter(error: unknown): number | null {
  return error instanceof Error && 'retry_after' in error ? Number(error.retry_after) * 1000 : null;
}

/** Whether the same request may succeed later: 429, 5xx and, where wanted, a lost connection. */
export function mayPass(error: unknown, connectionErrorsToo: boolean): boolean {
  const failure = httpFailure(error);
  if (failure) return failure.status === 429 || failure.status >= 500;
  return retryAfter(error) !== null || (connectionErrorsToo && isConnectionError(error));
}

/** The AccordError for what the client threw; its message never holds the API key, as the client puts no headers into errors. */
export function toAccordError(error: unknown, url: string): AccordError {
  const options = { cause: error };
  const failure = httpFailure(error);
  const reason = failure?.data?.status?.error ?? (error instanceof Error ? error.message : String(error));

  if (failure?.status === 401 || failure?.status === 403) {
    const message = `The Qdrant server at ${url} refused access (${failure.status}).`;
    return new AccordError(
      'invalid-config',
      message,
      'Set the environment variable QDRANT_API_KEY to a key with the needed rights.',
      options,
    );
  }
  if (failure?.status === 404) {
    const message = `The Qdrant server at ${url} did not find what was asked for: ${reason || 'no such route'}`;
    return new AccordError('not-found', message, 'Check the address and the name of the collection; was it deleted meanwhile?', options);
  }
  if (failure?.status === 413 || /larger than allowed/.test(reason)) {
    const message = `The Qdrant server at ${url} refused a request as too large.`;
    return new AccordError(
      'too-large',
      message,
      'Raise service.max_request_size_mb in its configuration, or store smaller passages.',
      options,
    );
  }
  if (/no space left|out of disk/i.test(reason)) {
    const message = `The Qdrant server at ${url} has no disk space left.`;
    return new AccordError('disk-full', message, 'Add disk space there, then run it again; finished work is kept.', options);
  }
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) {
    const message = `The Qdrant server at ${url} did not answer in time.`;
    return new AccordError('timeout', message, 'Look at the load of the server, then run it again; finished work is kept.', options);
  }
  if (mayPass(error, true)) {
    const message = `The Qdrant server at ${url} cannot be used: ${failure ? `it answers ${failure.status} ${reason}` : connectionReason(error)}.`;
    const hint = 'Start it (docker run -p 6333:6333 qdrant/qdrant) or correct the address, then run it again; finished work is kept.';
    return new AccordError('network', message, hint, options);
  }
  return new AccordError(
    'internal',
    `A request to the Qdrant server at ${url} failed: ${reason}`,
    'Please report this with the message.',
    options,
  );
}
