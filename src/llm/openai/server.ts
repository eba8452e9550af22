import { AccordError } from '../../errors.ts';
import { withRetries } from '../../retry.ts';
import { ConcurrencyLimit } from '../concurrency-limit.ts';
import { eventData } from './event-stream.ts';
import { HttpFailure } from './http-failure.ts';
import { mayPass, retryAfter } from './server-error.ts';

const firstDelay = 500;
const longestDelay = 60_000;
/** Characters; a reply never needs so many, and a server that does not stop must not fill the memory. */
const longestBody = 8_000_000;

interface ServerParts {
  url: string;
  apiKey: string | undefined;
  concurrency: number;
  timeout: number;
  retries: number;
}

/** Sends requests to an OpenAI-compatible server: so many at a time, tried again where that may help. Throws what went wrong as it is. */
export class OpenAiServer {
  readonly url: string;
  readonly #apiKey: string | undefined;
  readonly #timeout: number;
  readonly #retries: number;
  readonly #limit: ConcurrencyLimit;
  #reached = false;

  constructor({ url, apiKey, concurrency, timeout, retries }: ServerParts) {
    this.url = url;
    this.#apiKey = apiKey;
    this.#timeout = timeout;
    this.#retries = retries;
    this.#limit = new ConcurrencyLimit(concurrency);
  }

  /** Posts JSON and returns the JSON of the answer. */
  async post(path: string, body: object, signal?: AbortSignal): Promise<unknown> {
    const leave = await this.#limit.enter(signal);
    try {
      return await this.#withRetries(async () => {
        const silence = AbortSignal.timeout(this.#timeout);
        const response = await this.#send(path, body, signal ? AbortSignal.any([signal, silence]) : silence);
        const text = await readText(response);
        const content = this.#parse(text);
        if (content === undefined) throw await this.#failure(response, text);
        return content;
      }, signal);
    } finally {
      leave();
    }
  }

  /**
   * Posts JSON and yields the events of the answer, `[DONE]` among them as that text. What fails before the first is tried again; what fails
   * after it is thrown.
   */
  async *stream(path: string, body: object, signal?: AbortSignal): AsyncGenerator<unknown> {
    const leave = await this.#limit.enter(signal);
    const watch = new SilenceWatch(this.#timeout, signal);
    let events: AsyncGenerator<unknown> | undefined;
    try {
      const begin = async () => {
        events = this.#events(await this.#send(path, body, watch.signal));
        return events.next();
      };
      let event = await this.#withRetries(() => watch.during(begin), signal);
      const next = () => events!.next();
      for (; !event.done; event = await watch.during(next)) yield event.value;
    } finally {
      leave();
      // Closes the connection where the caller wants no more.
      await events?.return(undefined);
    }
  }

  /** The names of the models, none where the server does not tell. */
  async models(): Promise<string[]> {
    try {
      const response = await fetch(`${this.url}/models`, {
        headers: this.#headers(),
        signal: AbortSignal.timeout(Math.min(this.#timeout, 5000)),
      });
      const { data } = (await response.json()) as { data: { id: string }[] };
      return data.map(({ id }) => id).filter((id) => typeof id === 'string');
    } catch {
      return [];
    }
  }

  async #withRetries<Result>(attempt: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    const retries = this.#retries;
    const mayPassHere = (error: unknown, tried: number) => mayPass(error, { attempt: tried, reached: this.#reached });
    return withRetries(attempt, { retries, firstDelay, longestDelay, mayPass: mayPassHere, retryAfter, signal });
  }

  /** Redirects are not followed: they turn a POST into a GET, and what then fails does not tell why. */
  async #send(path: string, body: object, signal: AbortSignal): Promise<Response> {
    const headers = { ...this.#headers(), 'content-type': 'application/json' };
    const response = await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual', signal });
    this.#reached = true;
    if (!response.ok) throw await this.#failure(response, await readText(response));
    return response;
  }

  async *#events(response: Response): AsyncGenerator<unknown> {
    if (!response.headers.get('content-type')?.includes('event-stream')) {
      // A server that does not stream sends everything at once.
      const text = await readText(response);
      const whole = this.#parse(text);
      if (whole === undefined) throw await this.#failure(response, text);
      yield whole;
      yield '[DONE]';
      return;
    }
    for await (const data of eventData(textOf(response))) {
      const event = data === '[DONE]' ? data : this.#parse(data);
      if (event === undefined) throw await this.#failure(response, data);
      // Some servers report what goes wrong after the start as an event.
      if (typeof event === 'object' && event !== null && 'error' in event && event.error) {
        throw await this.#failure(new Response(null, { status: 500 }), data);
      }
      yield event;
      if (event === '[DONE]') return;
    }
  }

  #headers(): Record<string, string> {
    return this.#apiKey ? { authorization: `Bearer ${this.#apiKey}` } : {};
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text) ?? undefined;
    } catch {
      return undefined;
    }
  }

  #failure(response: Response, body: string): Promise<HttpFailure> {
    return HttpFailure.of(response, body, this.#hide);
  }

  /** Some servers repeat the key that they refuse. */
  readonly #hide = (text: string) => (this.#apiKey ? text.replaceAll(this.#apiKey, '***') : text);
}

async function* textOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let length = 0;
  if (!response.body) return;
  for await (const bytes of response.body) {
    const text = decoder.decode(bytes, { stream: true });
    length += text.length;
    if (length > longestBody) {
      throw new AccordError('unsupported-format', `${response.url} sends an answer without end.`, 'Check the server and its model.');
    }
    yield text;
  }
}

async function readText(response: Response): Promise<string> {
  let whole = '';
  for await (const text of textOf(response)) whole += text;
  return whole;
}

/** Fires when something takes longer than a time limit, which begins anew each time. */
class SilenceWatch {
  #silence = new AbortController();

  constructor(
    private readonly timeout: number,
    private readonly caller: AbortSignal | undefined,
  ) {}

  /** Of the current attempt. */
  get signal(): AbortSignal {
    return this.caller ? AbortSignal.any([this.caller, this.#silence.signal]) : this.#silence.signal;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#silence.signal.aborted) this.#silence = new AbortController();
    const timer = setTimeout(() => this.#silence.abort(new DOMException('Nothing was heard.', 'TimeoutError')), this.timeout);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }
}
