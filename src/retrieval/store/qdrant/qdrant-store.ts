import { AccordError, throwIfAborted } from '../../../errors.ts';
import type { Passage, ScoredPassage } from '../../../passage.ts';
import type { LongRunning } from '../../../progress.ts';
import { englishAnalyzer } from '../../analyzer/english.ts';
import type { Filter } from '../../filter.ts';
import type { RetrievalMode, RetrieveOptions } from '../../retriever.ts';
import { checkQuery } from '../check-query.ts';
import { type CheckedPassage, checkVector, passageBatches } from '../new-passage.ts';
import type { AddReport, NewPassage, OpenStoreOptions, PassageStore, StoreInfo } from '../store.ts';
import { updateAverage } from './average-length.ts';
import { batchesOf } from './batches.ts';
import { Collection, checkCollectionName, schemaVersion } from './collection.ts';
import { QdrantConnection } from './connection.ts';
import { toQdrantFilter } from './filter.ts';
import { type PassagePayload, passagePointId, type StatePayload, statePointId, toPassage } from './payload.ts';
import { scroll } from './scroll.ts';
import { search } from './search.ts';
import { queryWeights } from './sparse.ts';
import { writeBatch } from './write-batch.ts';

const batchSize = 256;
/** Of one request, in bytes; a server takes 32 MB unless told otherwise, and breaks the connection of a larger one. */
const requestWeight = 8_000_000;
const largestPassage = 30_000_000;
const bytesPerDimension = 20;
const idLimits = { count: 512, weight: Number.POSITIVE_INFINITY };

/**
 * Opens a Qdrant collection as a store; the first passages create it. Passages are points of one collection, with a dense vector and a
 * BM25 sparse vector each; several processes may write. The API key is read from the environment variable `QDRANT_API_KEY`.
 *
 * @param url of the server's REST port, e.g. `http://localhost:6333`
 * @throws AccordError `network` · `not-found` (read-only, no such collection) · `store-mismatch` · `store-newer-schema` ·
 *   `unsupported-format` (not a Qdrant server ≥ 1.16) · `invalid-input` (bad URL or name) · `invalid-config` (API key)
 */
export async function openQdrantStore(url: string, collection: string, options: OpenStoreOptions = {}): Promise<PassageStore> {
  checkCollectionName(collection);
  const connection = await QdrantConnection.open(url);
  const target = new Collection(connection, collection, options.analyzer ?? englishAnalyzer(), options.embedder ?? null);
  const record = await target.load();
  if (!record && options.readOnly) throw await missing(target);
  return new QdrantStore(target, options.readOnly ?? false);
}

async function missing({ connection, name }: Collection): Promise<AccordError> {
  const { collections } = await connection.request((api, init) => api.getCollections({}, init));
  const names = collections.map((each) => `"${each.name}"`).join(', ') || 'none';
  return new AccordError(
    'not-found',
    `The Qdrant server at ${connection.url} has no collection "${name}"; it has: ${names}.`,
    'Correct the name, or ingest passages first.',
  );
}

class QdrantStore implements PassageStore {
  private closed = false;
  /** Writes of this process follow one another: each reads what is stored before it writes. */
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly collection: Collection,
    private readonly readOnly: boolean,
  ) {}

  add(passages: Iterable<NewPassage> | AsyncIterable<NewPassage>, { signal, onProgress }: LongRunning = {}): Promise<AddReport> {
    const total = Array.isArray(passages) ? { total: passages.length } : {};
    return this.write(async () => {
      const report: AddReport = { added: 0, updated: 0, unchanged: 0 };
      let done = 0;
      for await (const batch of passageBatches(passages, batchSize, signal)) {
        for await (const part of batchesOf(batch, { count: batchSize, weight: requestWeight }, (passage) => this.weigh(passage))) {
          throwIfAborted(signal);
          const { added, updated, unchanged } = await writeBatch(this.collection, part, signal);
          report.added += added;
          report.updated += updated;
          report.unchanged += unchanged;
          if (added > 0) await updateAverage(this.collection, signal);
          done += part.length;
          onProgress?.({ stage: 'add', done, ...total });
        }
      }
      return report;
    });
  }

  private weigh({ passage, vector }: CheckedPassage): number {
    const bytes = Buffer.byteLength(passage.text);
    if (bytes > largestPassage) {
      const message = `Passage ${JSON.stringify(passage.id)} has ${bytes} bytes of text, more than a Qdrant server takes in one request.`;
      throw new AccordError('too-large', message, `Cut it into passages of less than ${largestPassage} bytes.`);
    }
    return bytes + (vector?.length ?? this.collection.embedder?.dimensions ?? 0) * bytesPerDimension;
  }

  async retrieve(query: string, options: RetrieveOptions): Promise<ScoredPassage[]> {
    this.refuseClosed();
    const { vector, signal } = options;
    const { analyzer, embedder } = this.collection;
    const record = await this.collection.load(signal);
    const dimensions = record?.embedder?.dimensions;
    const { k, mode, filter } = checkQuery(options, { dimensions, hasEmbedder: embedder !== null, empty: record === null });
    if (!record || (query.trim() === '' && !vector)) return [];

    const sparse = mode === 'dense' ? null : queryWeights(analyzer.analyze(query));
    const dense = mode === 'bm25' ? null : (vector ?? (await embedder!.embed([query], 'query', { signal }))[0]!);
    if (dense) checkVector(dense, dimensions!, 'The query vector');
    return search(this.collection, { sparse, dense, filter: filter && toQdrantFilter(filter), k }, signal);
  }

  async warm(mode?: RetrievalMode): Promise<void> {
    this.refuseClosed();
    if (mode !== 'bm25') await this.collection.embedder?.embed([], 'query');
  }

  delete(ids: string[]): Promise<number> {
    return this.write(async () => {
      if (!(await this.collection.load())) return 0;
      let deleted = 0;
      for await (const page of batchesOf(new Set(ids), idLimits, () => 1)) {
        const points = page.map(passagePointId);
        const wanted = { ids: points, with_payload: false, with_vector: false };
        const found = await this.collection.request((api, target, init) => api.getPoints({ ...target, ...wanted }, init));
        await this.collection.request((api, target, init) => api.deletePoints({ ...target, wait: true, points }, init));
        deleted += found.length;
      }
      return deleted;
    });
  }

  deleteWhere(filter: Filter): Promise<number> {
    return this.write(async () => {
      const deleted = await this.count(filter);
      if (deleted > 0) {
        const condition = { wait: true, filter: toQdrantFilter(filter) };
        await this.collection.request((api, target, init) => api.deletePoints({ ...target, ...condition }, init));
      }
      return deleted;
    });
  }

  async get(ids: string[]): Promise<Passage[]> {
    if (!(await this.exists())) return [];
    const found = new Map<unknown, Passage>();
    for await (const page of batchesOf(new Set(ids), idLimits, () => 1)) {
      const wanted = { ids: page.map(passagePointId), with_payload: true, with_vector: false };
      const points = await this.collection.request((api, target, init) => api.getPoints({ ...target, ...wanted }, init));
      for (const { id, payload } of points) found.set(id, toPassage(payload as unknown as PassagePayload));
    }
    return ids.map((id) => found.get(passagePointId(id))).filter((passage) => passage !== undefined);
  }

  async *passages({ filter }: { filter?: Filter } = {}): AsyncGenerator<Passage> {
    const condition = toQdrantFilter(filter);
    if (!(await this.exists())) return;
    for await (const page of scroll(this.collection, { filter: condition })) {
      for (const { payload } of page) yield toPassage(payload);
    }
  }

  async count(filter?: Filter): Promise<number> {
    const condition = { filter: toQdrantFilter(filter), exact: true };
    if (!(await this.exists())) return 0;
    const { count } = await this.collection.request((api, target, init) => api.countPoints({ ...target, ...condition }, init));
    return count;
  }

  async info(): Promise<StoreInfo> {
    const passages = await this.count();
    const { connection, name, analyzer } = this.collection;
    return {
      location: `qdrant:${connection.url}/${name}`,
      passages,
      documents: passages === 0 ? 0 : await this.countDocuments(passages),
      analyzer: analyzer.id,
      embedder: (await this.collection.load())?.embedder ?? null,
      schemaVersion,
    };
  }

  private async countDocuments(limit: number): Promise<number> {
    const facet = { key: 'document.id', filter: toQdrantFilter(), limit, exact: true };
    const { hits } = await this.collection.request((api, target, init) => api.facet({ ...target, ...facet }, init));
    return hits.length;
  }

  async getState(key: string): Promise<string | null> {
    if (!(await this.exists())) return null;
    const wanted = { ids: [statePointId(key)], with_payload: true, with_vector: false };
    const [point] = await this.collection.request((api, target, init) => api.getPoints({ ...target, ...wanted }, init));
    return point ? (point.payload as unknown as StatePayload).value : null;
  }

  setState(key: string, value: string | null): Promise<void> {
    const id = statePointId(key);
    return this.write(async () => {
      if (value !== null) {
        const { embedder } = this.collection;
        await this.collection.create(embedder && { id: embedder.id, dimensions: embedder.dimensions });
        const payload: StatePayload = { kind: 'state', key, value };
        const points = [{ id, vector: {}, payload: { ...payload } }];
        await this.collection.request((api, target, init) => api.upsertPoints({ ...target, wait: true, points }, init));
      } else if (await this.collection.load()) {
        await this.collection.request((api, target, init) => api.deletePoints({ ...target, wait: true, points: [id] }, init));
      }
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.lastWrite;
  }

  private async exists(): Promise<boolean> {
    this.refuseClosed();
    return (await this.collection.load()) !== null;
  }

  private async write<Result>(task: () => Promise<Result>): Promise<Result> {
    this.refuseClosed();
    if (this.readOnly) {
      const { connection, name } = this.collection;
      const message = `The store qdrant:${connection.url}/${name} is open for reading only.`;
      throw new AccordError('invalid-input', message, 'Open it without readOnly to change it.');
    }
    const result = this.lastWrite.then(task);
    this.lastWrite = result.catch(() => {});
    return result;
  }

  private refuseClosed(): void {
    if (!this.closed) return;
    const { connection, name } = this.collection;
    throw new AccordError('invalid-input', `The store qdrant:${connection.url}/${name} is closed.`, 'Open it again.');
  }
}
