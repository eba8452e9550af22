import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.ts';
import { HttpError } from './http-error.ts';

export interface LifetimeOptions {
  /** In ms. */
  requestTimeout: number;
  /** Fires when the server gives up on the requests in flight. */
  closing?: AbortSignal | undefined;
}

/**
 * Gives each request one signal for all reasons to stop. No `AbortSignal.any`: joined to a signal as long-lived as the server, its
 * results pile up.
 */
export function requestLifetime({ requestTimeout, closing }: LifetimeOptions) {
  const inFlight = new Set<() => void>();
  closing?.addEventListener('abort', () => {
    for (const stop of inFlight) stop();
  });
  return createMiddleware<AppEnv>(async (c, next) => {
    const controller = new AbortController();
    const stop = (...error: ConstructorParameters<typeof HttpError>) => controller.abort(new HttpError(...error));
    const clientGone = () => stop(499 as 400, 'aborted', 'The client closed the connection.', 'Ask again.');
    const serverCloses = () => stop(503, 'unavailable', 'The server is shutting down.', 'Ask again in a moment.');
    const timeIsOver = () =>
      stop(504, 'timeout', `The answer took longer than ${requestTimeout} ms.`, 'Ask for less, or raise the limit of the server.');

    const timer = setTimeout(timeIsOver, requestTimeout);
    const { signal: client } = c.req.raw;
    client.addEventListener('abort', clientGone);
    inFlight.add(serverCloses);
    if (client.aborted) clientGone();
    if (closing?.aborted) serverCloses();
    const end = () => {
      clearTimeout(timer);
      client.removeEventListener('abort', clientGone);
      inFlight.delete(serverCloses);
    };

    let stream: Promise<unknown> | undefined;
    c.set('signal', controller.signal);
    c.set('endsWith', (work) => {
      stream = work;
    });
    await next();
    if (stream) void stream.finally(end);
    else end();
  });
}

/**
 * The work's result, or the signal's reason as soon as it fires, also where the work does not heed the signal.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, (error) => reject(signal.aborted ? signal.reason : error)).finally(() => signal.removeEventListener('abort', abort));
  });
}
