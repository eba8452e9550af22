import { throwIfAborted } from '../errors.ts';
import type { LongRunning } from '../progress.ts';
import { BlobCache, cacheKey } from '../sqlite/blob-cache.ts';
import type { Embedder } from './embedder.ts';

/** Texts that are encoded and then kept at a time: what an interruption can lose. */
const chunkSize = 1024;

/**
 * The same embedder, which looks a text up before it encodes it: in a SQLite file that any number of processes share, by embedder id, kind
 * and SHA-256 of the text. Closing it closes the embedder too.
 *
 * Without a file it is `vectors.db` in the cache directory; where that can not be written, it encodes without a cache.
 *
 * @throws AccordError on use, as the embedder does, or for a file that cannot be used: `unreadable-file`, `store-corrupt`, `disk-full`.
 * @example
 * const embedder = cachedEmbedder(await minilmEmbedder());
 */
export function cachedEmbedder(embedder: Embedder, file?: string): Embedder {
  return new CachedEmbedder(embedder, file);
}

class CachedEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number;
  readonly #embedder: Embedder;
  readonly #file: string | undefined;
  #opening: Promise<BlobCache | null> | undefined;

  constructor(embedder: Embedder, file: string | undefined) {
    this.id = embedder.id;
    this.dimensions = embedder.dimensions;
    this.#embedder = embedder;
    this.#file = file;
  }

  async embed(texts: string[], kind: 'query' | 'passage', { signal, onProgress }: LongRunning = {}): Promise<Float32Array[]> {
    this.#opening ??= BlobCache.open({ file: this.#file, name: 'vectors.db', table: 'vector' });
    const cache = await this.#opening;
    if (!cache) return this.#embedder.embed(texts, kind, { signal, onProgress });
    const keys = texts.map((text) => cacheKey([this.id, kind, text]));
    const vectors = cache.get(keys).map((data) => this.#vector(data));

    // Equal texts are encoded once.
    const missing = new Map<string, Uint8Array>();
    for (const [index, text] of texts.entries()) if (!vectors[index]) missing.set(text, keys[index]!);
    const encoded = new Map<string, Float32Array>();
    const entries = [...missing];
    for (let start = 0; start < entries.length; start += chunkSize) {
      throwIfAborted(signal);
      const chunk = entries.slice(start, start + chunkSize);
      const made = await this.#embedder.embed(
        chunk.map(([text]) => text),
        kind,
        { signal },
      );
      for (const [index, [text]] of chunk.entries()) encoded.set(text, made[index]!);
      cache.put(
        chunk.map(([text, key]) => {
          const { buffer, byteOffset, byteLength } = encoded.get(text)!;
          return [key, new Uint8Array(buffer, byteOffset, byteLength)] as const;
        }),
      );
      onProgress?.({ stage: 'encode', done: texts.length - entries.length + start + chunk.length, total: texts.length });
    }
    return vectors.map((vector, index) => vector ?? encoded.get(texts[index]!)!.slice());
  }

  async close(): Promise<void> {
    const cache = await this.#opening?.catch(() => null);
    this.#opening = undefined;
    cache?.close();
    await this.#embedder.close();
  }

  #vector(data: Uint8Array | undefined): Float32Array | undefined {
    if (data?.byteLength !== 4 * this.dimensions) return undefined;
    // A copy, as the driver's bytes need not be aligned.
    const vector = new Float32Array(this.dimensions);
    new Uint8Array(vector.buffer).set(data);
    return vector;
  }
}
