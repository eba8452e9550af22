import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir } from '../cache-dir.ts';
import { AccordError, throwIfAborted } from '../errors.ts';
import type { LongRunning } from '../progress.ts';
import { Database } from '../sqlite/database.ts';
import type { Embedder } from './embedder.ts';

/** Texts that are encoded and then kept at a time: what an interruption can lose. */
const chunkSize = 1024;

/** Rows are in the order in which texts were first seen, in which they are mostly asked for again. */
const schema = 'CREATE TABLE IF NOT EXISTS vector (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, data BLOB NOT NULL)';

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
  #opening: Promise<Database | null> | undefined;

  constructor(embedder: Embedder, file: string | undefined) {
    this.id = embedder.id;
    this.dimensions = embedder.dimensions;
    this.#embedder = embedder;
    this.#file = file;
  }

  async embed(texts: string[], kind: 'query' | 'passage', { signal, onProgress }: LongRunning = {}): Promise<Float32Array[]> {
    this.#opening ??= this.#open();
    const database = await this.#opening;
    if (!database) return this.#embedder.embed(texts, kind, { signal, onProgress });
    const keys = texts.map((text) => hash('sha256', JSON.stringify([this.id, kind, text]), 'buffer').subarray(0, 16));
    const vectors = database.transaction('deferred', () => keys.map((key) => this.#read(database, key)));

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
      this.#write(
        database,
        chunk.map(([text, key]) => [key, encoded.get(text)!]),
      );
      onProgress?.({ stage: 'encode', done: texts.length - entries.length + start + chunk.length, total: texts.length });
    }
    return vectors.map((vector, index) => vector ?? encoded.get(texts[index]!)!.slice());
  }

  async close(): Promise<void> {
    const database = await this.#opening?.catch(() => null);
    this.#opening = undefined;
    database?.close();
    await this.#embedder.close();
  }

  async #open(): Promise<Database | null> {
    const file = this.#file ?? join(cacheDir(), 'vectors.db');
    try {
      mkdirSync(dirname(file), { recursive: true });
    } catch (cause) {
      if (this.#file === undefined) return null;
      throw new AccordError('unreadable-file', `The folder of ${file} cannot be made.`, 'Check the path and its permissions.', { cause });
    }
    let database: Database | undefined;
    try {
      database = await Database.open(file, { busyTimeout: 60_000 });
      // A lost cache entry is encoded again, so that no write need wait for the disk.
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${schema}`);
      return database;
    } catch (error) {
      database?.close();
      if (this.#file === undefined && isUnwritable(error)) return null;
      throw error;
    }
  }

  #read(database: Database, key: Uint8Array): Float32Array | undefined {
    const row = database.get<{ data: Uint8Array }>('SELECT data FROM vector WHERE key = ?', key);
    if (row?.data.byteLength !== 4 * this.dimensions) return undefined;
    // A copy, as the driver's bytes need not be aligned.
    const vector = new Float32Array(this.dimensions);
    new Uint8Array(vector.buffer).set(row.data);
    return vector;
  }

  #write(database: Database, entries: [key: Uint8Array, vector: Float32Array][]): void {
    try {
      database.transaction('immediate', () => {
        for (const [key, { buffer, byteOffset, byteLength }] of entries) {
          database.run('INSERT OR REPLACE INTO vector (key, data) VALUES (?, ?)', key, new Uint8Array(buffer, byteOffset, byteLength));
        }
      });
    } catch (error) {
      if (this.#file !== undefined || !isUnwritable(error)) throw error;
    }
  }
}

function isUnwritable(error: unknown): boolean {
  return AccordError.isInstance(error) && ['unreadable-file', 'disk-full', 'store-locked'].includes(error.code);
}
