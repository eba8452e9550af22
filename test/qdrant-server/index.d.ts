export interface QdrantServer {
  url: string;
  /** Kills the server with SIGKILL; its storage stays. */
  kill(): Promise<void>;
  /** Kills it if it runs and starts it again on the same port and storage. */
  restart(): Promise<void>;
  /** Kills it and removes its storage. */
  stop(): Promise<void>;
}

/**
 * Starts a real Qdrant server on loopback, on a free port and a temporary storage directory; it dies with the calling process.
 * Where the platform has no binary, the answer is the reason to skip.
 *
 * @throws Error with the server's log when it does not become ready.
 */
export function startQdrant(options?: {
  /** Settings of the server, e.g. `{ QDRANT__SERVICE__API_KEY: 'secret' }`. */
  environment?: Record<string, string>;
}): Promise<QdrantServer | { skip: string }>;
