import { BlobCache, cacheKey } from '../sqlite/blob-cache.ts';
import type { GenerateRequest, Generation, LanguageModel, Likelihood } from './language-model.ts';

/** Part of every key: a change of what is kept makes old entries unfound. */
const version = 1;

type Kept = Generation | Likelihood;

/**
 * The same model, which looks a request up before it asks: in a SQLite file that any number of processes share, by model id and everything that
 * is asked. Answers from it are marked `cached`; equal requests under way at the same time are asked once. A request with a temperature but no
 * seed is meant to differ each time, and always asked.
 *
 * Without a file it is `replies.db` in the cache directory; where that cannot be written, it asks without a cache.
 *
 * @throws AccordError on use, as the model does, or for a file that cannot be used: `unreadable-file`, `store-corrupt`, `disk-full`
 *
 * @example
 * const model = cachedModel(openAiCompatible({ model: 'smollm2-135m-instruct', baseUrl: 'http://127.0.0.1:8181/v1' }));
 */
export function cachedModel(model: LanguageModel, file?: string): LanguageModel & { close(): Promise<void> } {
  const cache = new ReplyCache(file);
  return {
    id: model.id,
    generate: (request) => cache.through(generateKey(model.id, request), () => model.generate(request), request.signal),
    ...(model.stream && {
      async *stream(request) {
        const key = generateKey(model.id, request);
        const known = key && (await cache.find<Generation>(key));
        if (known) {
          if (known.text !== '') yield known.text;
          return known;
        }
        const whole = yield* model.stream!(request);
        if (key) await cache.keep(key, whole);
        return whole;
      },
    }),
    ...(model.score && {
      score: (prompt, continuation, options) =>
        cache.through(
          cacheKey([version, model.id, 'score', prompt, continuation]),
          () => model.score!(prompt, continuation, options),
          options?.signal,
        ),
    }),
    close: () => cache.close(),
  };
}

/** Undefined where the reply must not be kept. */
function generateKey(id: string, { signal: _, ...request }: GenerateRequest): Uint8Array | undefined {
  const { messages, maxTokens, temperature = 0, seed, stop, schema, topLogprobs } = request;
  if (temperature > 0 && seed === undefined) return undefined;
  const turns = messages.map(({ role, content }) => [role, content]);
  return cacheKey([version, id, 'generate', turns, maxTokens, temperature, seed, stop, schema, topLogprobs]);
}

class ReplyCache {
  readonly #file: string | undefined;
  readonly #underWay = new Map<string, Promise<Kept>>();
  #opening: Promise<BlobCache | null> | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  async through<T extends Kept>(key: Uint8Array | undefined, ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!key) return ask();
    const name = Buffer.from(key).toString('hex');
    const shared = this.#underWay.get(name) as Promise<T> | undefined;
    // What another caller asked may fail by that caller's abort, which is not ours.
    if (shared) return shared.then((reply) => ({ ...reply, cached: true })).catch(() => this.through(key, ask, signal));
    const asked = this.#lookUpOrAsk(key, ask).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, asked);
    return asked;
  }

  async find<T extends Kept>(key: Uint8Array): Promise<T | undefined> {
    const cache = await this.#open();
    const [data] = cache?.get([key]) ?? [];
    return data && { ...(JSON.parse(new TextDecoder().decode(data)) as T), cached: true };
  }

  async keep(key: Uint8Array, reply: Kept): Promise<void> {
    const cache = await this.#open();
    if (!reply.cached) cache?.put([[key, new TextEncoder().encode(JSON.stringify(reply))]]);
  }

  async close(): Promise<void> {
    const cache = await this.#opening?.catch(() => null);
    this.#opening = undefined;
    cache?.close();
  }

  async #lookUpOrAsk<T extends Kept>(key: Uint8Array, ask: () => Promise<T>): Promise<T> {
    const known = await this.find<T>(key);
    if (known) return known;
    const reply = await ask();
    await this.keep(key, reply);
    return reply;
  }

  #open(): Promise<BlobCache | null> {
    this.#opening ??= BlobCache.open({ file: this.#file, name: 'replies.db', table: 'reply' });
    return this.#opening;
  }
}
