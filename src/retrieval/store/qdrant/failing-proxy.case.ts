import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request fails; `lost-answer` is done by the server, but its answer does not come back. */
export type Failure = 'unavailable' | 'too-many' | 'refused' | 'lost-answer' | 'cut-answer';

export interface FailingProxy {
  url: string;
  /** Failures so far, by kind. */
  failed: Map<Failure, number>;
  close(): Promise<void>;
}

/** A proxy in front of a server; `next` tells for each request but the first how it fails, null for not. */
export async function failingProxy(target: string, next: (url: string) => Failure | null): Promise<FailingProxy> {
  const failed = new Map<Failure, number>();
  const forward = (incoming: IncomingMessage, answer: ServerResponse, failure: Failure | null) => {
    const { method, headers } = incoming;
    const outgoing = request(new URL(incoming.url!, target), { method, headers }, (response) => {
      if (failure === 'lost-answer') {
        response.resume();
        response.on('end', () => answer.destroy());
      } else if (failure === 'cut-answer') {
        answer.writeHead(response.statusCode!, { ...response.headers, 'content-length': '1000000' });
        response.on('data', (chunk) => answer.write(chunk));
        response.on('end', () => answer.destroy());
      } else {
        answer.writeHead(response.statusCode!, response.headers);
        response.pipe(answer);
      }
    });
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  };
  const server = createServer((incoming, answer) => {
    const failure = next(incoming.url!);
    if (failure) failed.set(failure, (failed.get(failure) ?? 0) + 1);
    if (failure === 'unavailable') answer.writeHead(503).end();
    else if (failure === 'too-many') answer.writeHead(429, { 'retry-after': '0' }).end('{"status":{"error":"rate limit"}}');
    else if (failure === 'refused') answer.destroy();
    else forward(incoming, answer, failure);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    failed,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
