import type { QdrantClient } from '@qdrant/js-client-rest';
import { AccordError } from '../../../errors.ts';
import { withRetries } from '../../../retry.ts';
import { mayPass, retryAfter, toAccordError } from './server-error.ts';

export type Api = ReturnType<QdrantClient['api']>;
type Call<Response> = (api: Api, init: RequestInit) => Promise<{ data: Response }>;

const requestTimeout = 120_000;
const retries = 6;
const firstDelay = 200;
const longestDelay = 10_000;
/** Collection metadata came with 1.16. */
const oldestServer = [1, 16] as const;
const defaultPort = 6333;

/**
 * A Qdrant server. Requests are tried again after 429, 5xx and lost connections, which is safe as each of ours has the same effect
 * when sent twice. The API key comes from the environment variable `QDRANT_API_KEY` and is never shown.
 */
export class QdrantConnection {
  private constructor(
    readonly url: string,
    private readonly api: Api,
  ) {}

  /**
   * @throws AccordError `invalid-input` for a URL that is none · `network` where nothing answers · `unsupported-format` where something
   *   other than a Qdrant server answers, or one older than 1.16
   */
  static async open(location: string): Promise<QdrantConnection> {
    const url = parseUrl(location);
    const { QdrantClient } = await import('@qdrant/js-client-rest');
    const apiKey = process.env.QDRANT_API_KEY;
    const client = new QdrantClient({
      url: url.origin,
      port: portOf(location, url),
      prefix: url.pathname.replace(/\/+$/, ''),
      // Each request brings its own time limit together with the caller's signal.
      timeout: Number.POSITIVE_INFINITY,
      checkCompatibility: false,
      headers: {
        // A compressed answer comes in pieces, and the server sends each only when the last was acknowledged: 44 ms instead of 1.5.
        'accept-encoding': 'identity',
        // Not as the client's `apiKey`: with that it writes a warning to the console for every http URL.
        ...(apiKey ? { 'api-key': apiKey } : {}),
      },
    });
    const connection = new QdrantConnection(url.href.replace(/\/+$/, ''), client.api());
    await connection.checkServer();
    return connection;
  }

  private async checkServer(): Promise<void> {
    // A wrong address shall be told at once, not after the last retry.
    const answer: unknown = await this.send((api, init) => api.root({}, init), { afterConnectionErrors: false });
    const { title, version } = (answer ?? {}) as { title?: unknown; version?: unknown };
    if (typeof title !== 'string' || !title.startsWith('qdrant') || typeof version !== 'string') {
      throw new AccordError('unsupported-format', `${this.url} answers, but is not a Qdrant server.`, urlHint);
    }
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major < oldestServer[0] || (major === oldestServer[0] && minor < oldestServer[1])) {
      const needed = oldestServer.join('.');
      throw new AccordError(
        'unsupported-format',
        `The Qdrant server at ${this.url} has version ${version}; ${needed} or newer is needed.`,
        `Upgrade the server, for example with the image qdrant/qdrant:v${needed}.3.`,
      );
    }
  }

  /** Sends a request and returns its result; `toAccordError` says which errors there are. */
  async request<Result>(call: Call<{ result?: Result }>, signal?: AbortSignal): Promise<Result> {
    const { result } = await this.send(call, { signal });
    if (result === undefined || result === null) throw new AccordError('internal', `${this.url} answered without a result.`, urlHint);
    return result;
  }

  private async send<Response>(
    call: Call<Response>,
    { signal, afterConnectionErrors = true }: { signal?: AbortSignal | undefined; afterConnectionErrors?: boolean },
  ): Promise<Response> {
    const attempt = async () => {
      const limit = AbortSignal.timeout(requestTimeout);
      return (await call(this.api, { signal: signal ? AbortSignal.any([signal, limit]) : limit })).data;
    };
    const mayPassHere = (error: unknown) => mayPass(error, afterConnectionErrors);
    return withRetries(attempt, { retries, firstDelay, longestDelay, mayPass: mayPassHere, retryAfter, signal }).catch((error: unknown) => {
      throw AccordError.isInstance(error) ? error : toAccordError(error, this.url);
    });
  }
}

const urlHint = 'Give the address of a Qdrant server’s REST port, for example qdrant:http://localhost:6333/passages.';

function parseUrl(location: string): URL {
  const url = URL.canParse(location) ? new URL(location) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AccordError('invalid-input', `"${location}" is not an http or https URL.`, urlHint);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new AccordError(
      'invalid-input',
      `The URL of the Qdrant server at ${url.host} carries credentials, a query or a fragment.`,
      'Leave them away; the API key is read from the environment variable QDRANT_API_KEY.',
    );
  }
  return url;
}

/** Qdrant's own clients take 6333 where no port is written; a written port that is the scheme's own (`https://host:443`) is lost in URL. */
function portOf(location: string, url: URL): number {
  const written = url.port || /^https?:\/\/[^/]*:(\d+)(?:\/|$)/i.exec(location)?.[1];
  return written ? Number(written) : defaultPort;
}
