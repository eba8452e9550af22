import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { AccordError } from '../errors.ts';
import { type AppOptions, createApp } from './app.ts';

export interface ServeOptions extends Omit<AppOptions, 'closing'> {
  /** 0 takes a free one. */
  port: number;
  /** Default `127.0.0.1`: not reachable from other machines. */
  host?: string | undefined;
}

export interface RunningServer {
  url: string;
  /**
   * Takes no new connections and waits for the requests in flight; those that need longer than the grace period (ms) are aborted
   * and told so. Pipeline and store stay the caller's.
   */
  close(gracePeriod?: number): Promise<void>;
}

/** After an abort, the time for the error to reach the client. */
const farewell = 1_000;

/**
 * Listens on a port.
 *
 * @throws AccordError `invalid-config` where the address cannot be listened on
 * @example
 * const server = await serve({ pipeline, store, port: 8080 });
 * process.once('SIGTERM', () => server.close());
 */
export async function serve({ port, host = '127.0.0.1', ...options }: ServeOptions): Promise<RunningServer> {
  const closing = new AbortController();
  const app = createApp({ ...options, closing: closing.signal });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: malformedRequest });
  const server = createServer((request, response) => void answer(request, response));
  const drain = drainable(server);
  await listen(server, port, host);
  const { port: taken, address, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    async close(gracePeriod = 10_000) {
      const giveUp = setTimeout(() => closing.abort(), gracePeriod);
      const cut = setTimeout(() => server.closeAllConnections(), gracePeriod + farewell);
      await drain();
      clearTimeout(giveUp);
      clearTimeout(cut);
    },
  };
}

/** Closing alone would wait for connections that are kept alive, or were opened for later: they go with the last request. */
function drainable(server: Server): () => Promise<void> {
  let inFlight = 0;
  let draining = false;
  const closeUnused = (): void => (inFlight === 0 ? server.closeAllConnections() : server.closeIdleConnections());
  server.on('request', (_request, response) => {
    inFlight++;
    response.once('close', () => {
      inFlight--;
      if (draining) closeUnused();
    });
  });
  return () =>
    new Promise((resolve) => {
      draining = true;
      server.close(() => resolve());
      closeUnused();
    });
}

/** What is no request at all, such as one without a host, never reaches the app. */
function malformedRequest(): Response {
  const error = { code: 'invalid-input', message: 'The request is malformed.', hint: 'Send a valid HTTP request.' };
  return Response.json({ error }, { status: 400 });
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      EADDRINUSE: 'is in use',
      EACCES: 'needs more rights',
      EADDRNOTAVAIL: 'is no address of this machine',
      ENOTFOUND: 'is no known host',
    };
    const reason = (code && reasons[code]) ?? `cannot be listened on (${code})`;
    throw new AccordError('invalid-config', `${host}:${port} ${reason}.`, 'Choose another with --port and --host.', { cause });
  }
}
