import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir } from '../cache-dir.ts';
import { AccordError } from '../errors.ts';
import { Database } from './database.ts';

interface BlobCachePlace {
  /** Without one, `name` in the cache directory. */
  file: string | undefined;
  name: string;
  table: string;
}

/** What can be made again, by key, in a SQLite file that any number of processes share. */
export class BlobCache {
  private constructor(
    private readonly database: Database,
    private readonly place: BlobCachePlace,
  ) {}

  /**
   * Null where no file was named and the one in the cache directory cannot be written: then there is no cache.
   *
   * @throws AccordError for a named file that cannot be used: `unreadable-file`, `store-corrupt`, `disk-full`
   */
  static async open(place: BlobCachePlace): Promise<BlobCache | null> {
    const file = place.file ?? join(cacheDir(), place.name);
    try {
      mkdirSync(dirname(file), { recursive: true });
    } catch (cause) {
      if (place.file === undefined) return null;
      throw new AccordError('unreadable-file', `The folder of ${file} cannot be made.`, 'Check the path and its permissions.', { cause });
    }
    let database: Database | undefined;
    try {
      database = await Database.open(file, { busyTimeout: 60_000 });
      // A lost entry is made again, so that no write need wait for the disk. Rows are in the order in which keys were first seen, in which
      // they are mostly asked for again.
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS ${place.table} (number INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, data BLOB NOT NULL)`);
      return new BlobCache(database, place);
    } catch (error) {
      database?.close();
      if (place.file === undefined && isUnwritable(error)) return null;
      throw error;
    }
  }

  get(keys: readonly Uint8Array[]): (Uint8Array | undefined)[] {
    const sql = `SELECT data FROM ${this.place.table} WHERE key = ?`;
    return this.database.transaction('deferred', () => keys.map((key) => this.database.get<{ data: Uint8Array }>(sql, key)?.data));
  }

  put(entries: readonly (readonly [key: Uint8Array, data: Uint8Array])[]): void {
    try {
      this.database.transaction('immediate', () => {
        const sql = `INSERT OR REPLACE INTO ${this.place.table} (key, data) VALUES (?, ?)`;
        for (const [key, data] of entries) this.database.run(sql, key, data);
      });
    } catch (error) {
      if (this.place.file !== undefined || !isUnwritable(error)) throw error;
    }
  }

  close(): void {
    this.database.close();
  }
}

/** A key for what a JSON value describes: 16 bytes of its SHA-256. */
export function cacheKey(content: unknown): Uint8Array {
  return hash('sha256', JSON.stringify(content), 'buffer').subarray(0, 16);
}

function isUnwritable(error: unknown): boolean {
  return AccordError.isInstance(error) && ['unreadable-file', 'disk-full', 'store-locked'].includes(error.code);
}
