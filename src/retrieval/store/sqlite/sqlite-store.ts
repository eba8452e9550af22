import { mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AccordError, throwIfAborted } from '../../../errors.ts';
import type { Passage, ScoredPassage } from '../../../passage.ts';
import type { LongRunning } from '../../../progress.ts';
import { Database } from '../../../sqlite/database.ts';
import type { Analyzer } from '../../analyzer/analyzer.ts';
import { englishAnalyzer } from '../../analyzer/english.ts';
import type { Embedder } from '../../embedder.ts';
import { type Filter, parseFilter } from '../../filter.ts';
import { matches } from '../../filter-match.ts';
import type { RetrievalMode, RetrieveOptions } from '../../retriever.ts';
import { checkQuery, defaultMode } from '../check-query.ts';
import { passageBatches } from '../new-passage.ts';
import type { AddReport, NewPassage, OpenStoreOptions, PassageStore, StoreInfo } from '../store.ts';
import { BatchWriter } from './batch-writer.ts';
import { compact } from './compaction.ts';
import { deletePassages, dropUnusedMetadata, idsOf } from './deletion.ts';
import { FilterSets, narrow } from './filter-sets.ts';
import { passageById, passagesAfter, readText, storableText } from './passage-rows.ts';
import { prepareSchema, schemaVersion } from './schema.ts';
import { Searcher } from './searcher.ts';
import { generationOf, readSettings } from './settings.ts';
import { lockForWriting } from './writer-lock.ts';

/** Passages of one commit. */
const batchSize = 1024;
/** Passages read at a time when going through all. */
const pageSize = 256;

/**
 * Opens a store that is one SQLite file, and makes it where there is none. One process writes; any number may read meanwhile, and
 * find what it commits. While it is open for writing there are files `-wal`, `-shm` and `-writer` beside it.
 *
 * @throws AccordError `not-found` for a read-only store that is not there, `store-locked` while another process has it open for writing,
 * `store-mismatch` for another analyzer or embedder, `store-newer-schema`, `store-corrupt`, `unsupported-format`, `unreadable-file`, `disk-full`.
 * @example
 * const store = await openSqliteStore('notes.db', { embedder: await minilmEmbedder() });
 * await store.add([{ id: '1', text: 'Fidelio is by Beethoven.', document: { id: 'opera.md' }, metadata: {} }]);
 * const [best] = await store.retrieve('Who wrote Fidelio?', { k: 1 });
 */
export async function openSqliteStore(file: string, options: OpenStoreOptions = {}): Promise<PassageStore> {
  const path = resolve(file);
  const { analyzer = englishAnalyzer(), embedder = null, readOnly = false } = options;
  checkPath(path, readOnly);
  const unlock = readOnly ? undefined : await lockForWriting(path);
  let database: Database | undefined;
  try {
    database = await Database.open(path, { readOnly });
    prepareSchema(database, { analyzer: analyzer.id, readOnly });
    if (!readOnly) database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    checkSettings(database, analyzer, embedder);
    return new SqliteStore(database, analyzer, embedder, unlock);
  } catch (error) {
    database?.close();
    unlock?.();
    throw error;
  }
}

function checkPath(path: string, readOnly: boolean): void {
  let stats: Stats | undefined;
  try {
    if (!readOnly) mkdirSync(dirname(path), { recursive: true });
    stats = statSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new AccordError('unreadable-file', `There can be no store at ${path}: ${(cause as Error).message}.`, 'Check the path.', {
      cause,
    });
  }
  if (stats?.isDirectory()) {
    throw new AccordError('unreadable-file', `${path} is a folder.`, 'Give the path of a file for the store.');
  }
  if (!stats && readOnly) {
    throw new AccordError('not-found', `There is no store ${path}.`, 'Check the path, or make one: rag ingest PATH --store FILE');
  }
}

function checkSettings(database: Database, analyzer: Analyzer, embedder: Embedder | null): void {
  const { file } = database;
  const stored = readSettings(database);
  if (stored.analyzer !== analyzer.id) {
    const message = `${file} was made with the analyzer ${stored.analyzer}, not ${analyzer.id}.`;
    throw new AccordError('store-mismatch', message, 'Open it with that analyzer, or make a new store.');
  }
  if (embedder && stored.embedder && (stored.embedder.id !== embedder.id || stored.embedder.dimensions !== embedder.dimensions)) {
    const name = ({ id, dimensions }: { id: string; dimensions: number }) => `${id} (${dimensions} dimensions)`;
    const message = `${file} holds vectors of the embedder ${name(stored.embedder)}, not of ${name(embedder)}.`;
    throw new AccordError('store-mismatch', message, 'Open it with that embedder, or make a new store.');
  }
}

class SqliteStore implements PassageStore {
  readonly #database: Database;
  readonly #embedder: Embedder | null;
  readonly #unlock: (() => void) | undefined;
  readonly #filters: FilterSets;
  readonly #searcher: Searcher;
  readonly #writer: BatchWriter;
  #closed = false;
  /** Whether passages were written, so that rows may have gone out of use. */
  #changed = false;
  /** Settles when the last writing call so far has ended. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(database: Database, analyzer: Analyzer, embedder: Embedder | null, unlock: (() => void) | undefined) {
    this.#database = database;
    this.#embedder = embedder;
    this.#unlock = unlock;
    this.#filters = new FilterSets(database);
    this.#searcher = new Searcher(database, analyzer, this.#filters);
    this.#writer = new BatchWriter(database, analyzer, embedder);
  }

  async add(passages: Iterable<NewPassage> | AsyncIterable<NewPassage>, options: LongRunning = {}): Promise<AddReport> {
    const { signal, onProgress } = options;
    const total = Array.isArray(passages) ? { total: passages.length } : {};
    const report: AddReport = { added: 0, updated: 0, unchanged: 0 };
    let done = 0;
    for await (const batch of passageBatches(passages, batchSize, signal)) {
      const { added, updated, unchanged } = await this.#write(async () => {
        const counts = await this.#writer.add(batch, signal);
        if (counts.added + counts.updated > 0) this.#compact();
        return counts;
      });
      report.added += added;
      report.updated += updated;
      report.unchanged += unchanged;
      done += batch.length;
      onProgress?.({ stage: 'add', done, ...total });
    }
    return report;
  }

  async delete(ids: string[]): Promise<number> {
    return this.#write(() => this.#delete(ids));
  }

  async deleteWhere(filter: Filter): Promise<number> {
    const parsed = parseFilter(filter);
    return this.#write(() => {
      const allowed = this.#filters.allowed(parsed, generationOf(this.#database));
      return this.#delete(idsOf(this.#database, allowed));
    });
  }

  #delete(ids: string[]): number {
    const deleted = deletePassages(this.#database, ids);
    if (deleted > 0) this.#compact();
    return deleted;
  }

  #compact(): void {
    this.#changed = true;
    compact(this.#database, readSettings(this.#database).embedder?.dimensions);
  }

  async get(ids: string[]): Promise<Passage[]> {
    const database = this.#open();
    return ids.map((id) => passageById(database, id)).filter((passage) => passage !== undefined);
  }

  async *passages({ filter }: { filter?: Filter } = {}): AsyncGenerator<Passage> {
    const parsed = filter && parseFilter(filter);
    const condition = parsed ? narrow(parsed) : { where: '', values: [] };
    let last = 0;
    for (;;) {
      const rows = passagesAfter(this.#open(), last, pageSize, condition);
      for (const { passage } of rows) if (!parsed || matches(parsed, passage)) yield passage;
      if (rows.length < pageSize) return;
      last = rows.at(-1)!.key;
    }
  }

  async count(filter?: Filter): Promise<number> {
    const database = this.#open();
    if (!filter) return database.get<{ n: number }>('SELECT ifnull(sum(live), 0) AS n FROM block')!.n;
    const parsed = parseFilter(filter);
    const allowed = database.transaction('deferred', () => this.#filters.allowed(parsed, generationOf(database)));
    let count = 0;
    for (const bytes of allowed.values()) for (const byte of bytes) count += byte;
    return count;
  }

  async retrieve(query: string, options: RetrieveOptions): Promise<ScoredPassage[]> {
    const database = this.#open();
    const { embedder } = readSettings(database);
    const empty = !database.get('SELECT 1 FROM passage LIMIT 1');
    const checked = checkQuery(options, { dimensions: embedder?.dimensions, hasEmbedder: this.#embedder !== null, empty });
    const blank = query.trim() === '';
    if (empty || (blank && !options.vector)) return [];
    const vector = checked.mode === 'bm25' ? undefined : (options.vector ?? (await this.#encode(query, options.signal)));
    throwIfAborted(options.signal);
    this.#open();
    return this.#searcher.search(query, vector, checked);
  }

  async warm(mode?: RetrievalMode): Promise<void> {
    const dimensions = readSettings(this.#open()).embedder?.dimensions;
    const searched = mode ?? defaultMode(dimensions, this.#embedder !== null);
    const model = searched === 'bm25' ? undefined : this.#embedder?.embed([], 'query');
    // The inference worker loads models while this thread reads indexes: who asked for others meanwhile has sent for them first.
    const indexes = setImmediate().then(() => {
      this.#open();
      this.#searcher.load(searched, dimensions);
    });
    await Promise.all([model, indexes]);
  }

  async info(): Promise<StoreInfo> {
    const database = this.#open();
    const { analyzer, embedder } = readSettings(database);
    const { documents } = database.get<{ documents: number }>('SELECT count(DISTINCT document_id) AS documents FROM passage')!;
    return {
      location: database.file,
      passages: await this.count(),
      documents,
      analyzer,
      embedder,
      schemaVersion,
      bytes: fileSize(database.file) + fileSize(`${database.file}-wal`),
    };
  }

  async getState(key: string): Promise<string | null> {
    const row = this.#open().get<{ value: string | Uint8Array }>('SELECT value FROM state WHERE key = ?', key);
    return row ? readText(row.value) : null;
  }

  async setState(key: string, value: string | null): Promise<void> {
    await this.#write(() =>
      value === null
        ? this.#database.run('DELETE FROM state WHERE key = ?', key)
        : this.#database.run('INSERT OR REPLACE INTO state VALUES (?, ?)', key, storableText(value)),
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#writing;
    if (this.#unlock) this.#tidy();
    this.#database.close();
    this.#unlock?.();
  }

  /** Leaves one file, which can also be read where nothing can be written. */
  #tidy(): void {
    try {
      if (this.#changed) dropUnusedMetadata(this.#database);
      this.#database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE');
    } catch {
      // A reader has it open, or the disk is full: the write-ahead log stays, and everything committed is in it.
    }
  }

  /** Runs after every write that was asked for before. */
  async #write<T>(run: () => T | Promise<T>): Promise<T> {
    this.#open();
    if (!this.#unlock) {
      throw new AccordError('invalid-input', `${this.#database.file} is open for reading only.`, 'Open it without readOnly to change it.');
    }
    const result = this.#writing.then(() => {
      this.#open();
      return run();
    });
    this.#writing = result.catch(() => {});
    return result;
  }

  #open(): Database {
    if (!this.#closed) return this.#database;
    throw new AccordError('invalid-input', `The store ${this.#database.file} is closed.`, 'Open it again, or close it later.');
  }

  async #encode(query: string, signal: AbortSignal | undefined): Promise<Float32Array | undefined> {
    return (await this.#embedder?.embed([query], 'query', { signal }))?.[0];
  }
}

function fileSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
