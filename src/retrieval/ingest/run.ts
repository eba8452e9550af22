import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { AccordError, throwIfAborted } from '../../errors.ts';
import type { Passage } from '../../passage.ts';
import type { LongRunning } from '../../progress.ts';
import type { AddReport, PassageStore } from '../store/store.ts';
import { chunk, wholePassage } from './chunk.ts';
import type { SourceDocument } from './document.ts';
import { DuplicateClusters } from './duplicate-clusters.ts';
import { type Fields, parseFields } from './fields.ts';
import { findFiles, hashFile, type SourceFile, streamSource } from './files.ts';
import { type ByteSource, EmptySource, type Format } from './formats/format.ts';
import { formatNamed, formatNames } from './formats/registry.ts';
import { fromCaller, type IngestInput } from './input.ts';
import { Ledger, type LedgerChange, type LedgerDocument } from './ledger.ts';
import type { IngestSettings } from './options.ts';
import { Warnings } from './warnings.ts';

export interface IngestReport {
  documents: {
    added: number;
    updated: number;
    unchanged: number;
    removed: number;
    /** Files of unknown extension, empty files in a directory, repeated rows. */
    skipped: number;
  };
  passages: AddReport;
  /** Invalid rows and unreadable files, counted under `skipInvalid`. */
  invalid: number;
  warnings: string[];
  seconds: number;
}

/** Goes into every hash: raised when the same document would give other passages. */
const version = 1;

interface Batch extends LedgerChange {
  /** Passages of the documents that are new or changed. */
  passages: Map<string, Passage[]>;
  size: number;
}

/** A document as it was read, with its hash and the file it is from. */
interface Arrived {
  document: SourceDocument;
  hash: string;
  source: string;
}

const emptyBatch = (): Batch => ({
  documents: new Map(),
  removedDocuments: new Set(),
  sources: new Map(),
  removedSources: [],
  passages: new Map(),
  size: 0,
});

interface Memory {
  ledger: Ledger;
  clusters: DuplicateClusters | null;
}

/** What the last ingest knew of a store, so that adding documents one by one does not read it anew each time. */
const memories = new WeakMap<PassageStore, Memory>();

/** The state of one ingest. */
export class IngestRun {
  readonly #started = performance.now();
  readonly #store: PassageStore;
  readonly #ledger: Ledger;
  readonly #settings: IngestSettings;
  readonly #flags: Fields;
  readonly #longRunning: LongRunning;
  readonly #clusters: DuplicateClusters | null;
  readonly #optionsHash: string;
  readonly #warnings = new Warnings();
  /** Where each document of this run came from. */
  readonly #seen = new Map<string, string>();
  #batch = emptyBatch();
  #unchanged: (Arrived & { prior: LedgerDocument })[] = [];
  /** Bytes of all files found so far, and of those read, the present one included. */
  #bytes = { total: 0 };
  #readBefore = 0;
  #reading: SourceFile | null = null;
  #report: Omit<IngestReport, 'warnings' | 'seconds'> = {
    documents: { added: 0, updated: 0, unchanged: 0, removed: 0, skipped: 0 },
    passages: { added: 0, updated: 0, unchanged: 0 },
    invalid: 0,
  };

  private constructor(store: PassageStore, { ledger, clusters }: Memory, settings: IngestSettings, longRunning: LongRunning) {
    this.#store = store;
    this.#ledger = ledger;
    this.#clusters = clusters;
    this.#settings = settings;
    this.#flags = parseFields(settings.metadata, 'option metadata');
    this.#longRunning = longRunning;
    const { chunk, metadata, nearDuplicates } = settings;
    const shaping = { version, chunk: chunk && { ...chunk, unit: chunk.unit?.id }, metadata, nearDuplicates };
    this.#optionsHash = hashOf(JSON.stringify(shaping));
  }

  static async start(store: PassageStore, settings: IngestSettings, longRunning: LongRunning): Promise<IngestRun> {
    const { nearDuplicates } = settings;
    const kept = memories.get(store);
    const ledger = kept && (await kept.ledger.isCurrent()) ? kept.ledger : await Ledger.open(store);
    const usable = kept?.ledger === ledger && kept.clusters?.threshold === nearDuplicates && !kept.clusters.worn ? kept.clusters : null;
    const clusters = nearDuplicates === false ? null : (usable ?? new DuplicateClusters(store, ledger, nearDuplicates));
    return new IngestRun(store, { ledger, clusters }, settings, longRunning);
  }

  async ingest(inputs: Iterable<IngestInput> | AsyncIterable<IngestInput>): Promise<IngestReport> {
    // After a failure nothing is known for certain: only a run that ends well leaves its memory.
    memories.delete(this.#store);
    for await (const input of inputs) {
      if (typeof input !== 'string') await this.#document(fromCaller(input), '', `document "${input.id}"`);
      else if (input === '-') await this.#stdin();
      else await this.#path(input);
    }
    await this.#confirmUnchanged();
    await this.#flush();
    await this.#ledger.compact();
    memories.set(this.#store, { ledger: this.#ledger, clusters: this.#clusters });
    return { ...this.#report, warnings: this.#warnings.list(), seconds: (performance.now() - this.#started) / 1000 };
  }

  async #stdin(): Promise<void> {
    const { format, stdin } = this.#settings;
    if (format === undefined) {
      throw new AccordError(
        'invalid-config',
        'The format of standard input is not given.',
        `Name it with --format (${formatNames.join(', ')}).`,
      );
    }
    const { failure } = await this.#read(streamSource(stdin ?? process.stdin, this.#flags.id ?? 'stdin'), formatNamed(format), '');
    if (failure) this.#invalid(failure);
  }

  async #path(path: string): Promise<void> {
    const { files, root, unknown } = await findFiles(
      path,
      this.#settings.format === undefined ? undefined : formatNamed(this.#settings.format),
    );
    this.#bytes.total += files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [extension, count] of unknown) {
      this.#report.documents.skipped += count;
      this.#warnings.add(`${path}: ${count} file(s) of unknown format "${extension}" left out`);
    }
    if (files.length === 0) this.#warnings.add(`${path}: no file of a known format`);
    const found = new Set(files.map((file) => file.path));
    for (const known of [...this.#ledger.sources.keys()]) {
      if (known.startsWith(root + sep) && !found.has(known) && !(await exists(known))) {
        this.#removeMissing(known, new Set());
        this.#batch.removedSources.push(known);
      }
    }
    for (const file of files) await this.#file(file);
  }

  async #file(file: SourceFile): Promise<void> {
    const known = this.#ledger.sources.get(file.path);
    const fingerprint = hashOf(`${this.#optionsHash} ${file.format.name} ${await hashFile(file.path)}`);
    this.#readBefore += file.bytes;
    if (known?.fingerprint === fingerprint && (await this.#isUnchanged(file))) return;
    this.#reading = file;
    // A file keeps the id it first had, wherever the working directory is now.
    const id = this.#flags.id ?? known?.id ?? file.id;
    const { failure, invalid, documents } = await this.#read({ ...file, id }, file.format, file.path);
    this.#reading = null;
    const empty = failure instanceof EmptySource && !file.named;
    if (empty) {
      this.#report.documents.skipped++;
      this.#warnings.add(failure.message);
    } else if (failure) this.#invalid(failure);
    if (empty || (!failure && invalid === 0)) {
      this.#batch.sources.set(file.path, { id, fingerprint });
      this.#removeMissing(file.path, documents);
    } else if (this.#ledger.documentsOf.get(file.path)?.size) {
      this.#warnings.add(`${file.name}: as it cannot be read in full, documents of it that were not found again stay in the store`);
    }
  }

  /** Takes in the documents of a source. What the source itself throws comes back as `failure`, apart from what the store throws. */
  async #read(
    source: ByteSource,
    format: Format,
    path: string,
  ): Promise<{ failure?: AccordError; invalid: number; documents: Set<string> }> {
    const invalidBefore = this.#report.invalid;
    const documents = new Set<string>();
    const options = { maxDocumentBytes: this.#settings.maxDocumentBytes, onInvalid: (error: AccordError) => this.#invalid(error) };
    let failure: AccordError | undefined;
    const guarded = async function* () {
      try {
        yield* format.read(source, options);
      } catch (error) {
        if (!AccordError.isInstance(error)) throw error;
        failure = error;
      }
    };
    for await (const document of guarded()) {
      documents.add(document.id);
      await this.#document(document, path, source.name);
    }
    return { ...(failure && { failure }), invalid: this.#report.invalid - invalidBefore, documents };
  }

  async #document(read: SourceDocument, source: string, where: string): Promise<void> {
    throwIfAborted(this.#longRunning.signal);
    const first = this.#seen.get(read.id);
    if (first !== undefined) {
      if (read.idFromContent) {
        this.#report.documents.skipped++;
        this.#warnings.add(`${where}: a row that repeats another was left out`);
      } else this.#invalid(duplicate(read.id, first, where));
      return;
    }
    this.#seen.set(read.id, where);
    const { title, version, metadata } = this.#flags;
    const document = {
      ...read,
      text: wellFormed(read.text),
      title: wellFormed(read.title ?? title),
      version: read.version ?? version,
      metadata: { ...metadata, ...read.metadata },
    };
    const hash = hashOf(`${this.#optionsHash} ${JSON.stringify(document)}`);
    const prior = this.#ledger.documents.get(read.id);
    if (this.#batch.removedDocuments.delete(read.id)) this.#report.documents.removed--;
    const arrived = { document, hash, source };
    if (prior?.hash === hash) this.#unchanged.push({ ...arrived, prior });
    else await this.#take(arrived);
    if (this.#unchanged.length >= this.#settings.batchSize) await this.#confirmUnchanged();
  }

  /** New or changed: cuts the document into passages for the batch. */
  async #take({ document, hash, source }: Arrived): Promise<void> {
    const passages = this.#settings.chunk === false ? [wholePassage(document)] : chunk(document, this.#settings.chunk);
    this.#report.documents[this.#ledger.documents.has(document.id) ? 'updated' : 'added']++;
    this.#batch.documents.set(document.id, { hash, source, passageIds: passages.map(({ id }) => id), sketches: [] });
    this.#batch.passages.set(document.id, passages);
    this.#batch.size += passages.length;
    if (this.#batch.size >= this.#settings.batchSize) await this.#flush();
  }

  /** The ledger says that these documents did not change; passages that somebody else deleted come back all the same. */
  async #confirmUnchanged(): Promise<void> {
    const unchanged = this.#unchanged;
    this.#unchanged = [];
    const missing = await this.#missing(unchanged.flatMap(({ prior }) => prior.passageIds));
    for (const { prior, ...arrived } of unchanged) {
      if (prior.passageIds.some((id) => missing.has(id))) {
        await this.#take(arrived);
        continue;
      }
      this.#countUnchanged(prior);
      if (prior.source !== arrived.source) this.#batch.documents.set(arrived.document.id, { ...prior, source: arrived.source });
    }
  }

  /** Those of the passages that the store does not have. */
  async #missing(ids: string[]): Promise<Set<string>> {
    const missing = new Set(ids);
    for (let from = 0; from < ids.length; from += 1000) {
      for (const { id } of await this.#store.get(ids.slice(from, from + 1000))) missing.delete(id);
    }
    return missing;
  }

  /** Whether all that a file of unchanged bytes left in the store is still there; counts its documents then. */
  async #isUnchanged(file: SourceFile): Promise<boolean> {
    const ids = [...(this.#ledger.documentsOf.get(file.path) ?? [])];
    const documents = ids.map((id) => this.#ledger.documents.get(id)!);
    if ((await this.#missing(documents.flatMap(({ passageIds }) => passageIds))).size > 0) return false;
    for (const [i, id] of ids.entries()) {
      const first = this.#seen.get(id);
      if (first !== undefined) this.#invalid(duplicate(id, first, file.name));
      else this.#countUnchanged(documents[i]!);
      this.#seen.set(id, file.name);
    }
    return true;
  }

  #countUnchanged({ passageIds }: LedgerDocument): void {
    this.#report.documents.unchanged++;
    this.#report.passages.unchanged += passageIds.length;
  }

  /** Removes the documents that the ledger has from a source and that are not among `present`. */
  #removeMissing(path: string, present: Set<string>): void {
    for (const id of this.#ledger.documentsOf.get(path) ?? []) {
      if (present.has(id) || this.#seen.has(id)) continue;
      this.#batch.removedDocuments.add(id);
      this.#report.documents.removed++;
    }
  }

  #invalid(error: AccordError): void {
    if (!this.#settings.skipInvalid) throw error;
    this.#report.invalid++;
    this.#warnings.add(error.message);
  }

  /** Adds, deletes, then notes it in the ledger: a kill in between leaves documents that the next run completes. */
  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = emptyBatch();
    const { documents, removedDocuments, passages } = batch;
    if (documents.size + removedDocuments.size + batch.sources.size + batch.removedSources.length > 0) {
      const replaced = [...passages.keys(), ...removedDocuments].map((id) => ({ id, prior: this.#ledger.documents.get(id) }));
      const added = await this.#clustered(
        [...passages.values()].flat(),
        documents,
        replaced.map(({ id }) => id),
      );
      await this.#ledger.begin(new Map([...documents].filter(([id]) => passages.has(id))));
      const { signal } = this.#longRunning;
      if (added.length > 0) {
        const report = await this.#store.add(added, { signal });
        for (const key of ['added', 'updated', 'unchanged'] as const) this.#report.passages[key] += report[key];
      }
      const current = new Set(added.map(({ id }) => id));
      const stale = replaced.flatMap(({ prior }) => prior?.passageIds.filter((id) => !current.has(id)) ?? []);
      if (stale.length > 0) await this.#store.delete(stale);
      await this.#ledger.commit(batch);
    }
    this.#progress();
  }

  /** The passages with their near-duplicate clusters; notes their sketches, and updates older passages that turn out to be duplicates. */
  async #clustered(passages: Passage[], documents: Map<string, LedgerDocument>, replaced: string[]): Promise<Passage[]> {
    if (!this.#clusters) return passages;
    for (const id of replaced) this.#clusters.forget(id);
    const { passages: clustered, relabelled, sketches } = await this.#clusters.assign(passages);
    clustered.forEach(({ document }, i) => {
      documents.get(document.id)!.sketches.push(sketches[i]!);
    });
    if (relabelled.length > 0) await this.#store.add(relabelled, { signal: this.#longRunning.signal });
    return clustered;
  }

  /** The number of documents is unknown while files are read; the part of the bytes that is read gives an estimate. */
  #progress(): void {
    const done = this.#seen.size;
    const { total } = this.#bytes;
    const read = this.#readBefore - (this.#reading ? this.#reading.bytes - this.#reading.bytesRead() : 0);
    const share = total > 0 ? Math.min(1, read / total) : 0;
    this.#longRunning.onProgress?.({ stage: 'ingest', done, ...(share > 0 && { total: Math.round(done / share) }) });
  }
}

/** A surrogate standing alone becomes U+FFFD, as it would in a file or a store. */
function wellFormed<T extends string | undefined>(text: T): T {
  return text?.replace(/\p{Surrogate}/gu, '\ufffd') as T;
}

function duplicate(id: string, first: string, second: string): AccordError {
  return new AccordError(
    'invalid-input',
    `Two documents have the id "${id}": one in ${first}, one in ${second}.`,
    'Give each document an id of its own, or keep the first and count the others with --skip-invalid (option skipInvalid).',
  );
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
