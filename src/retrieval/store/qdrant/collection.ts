import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import { AccordError } from '../../../errors.ts';
import type { Analyzer } from '../../analyzer/analyzer.ts';
import type { Embedder } from '../../embedder.ts';
import type { Api, QdrantConnection } from './connection.ts';

export const schemaVersion = 1;
export const denseVector = 'dense';
export const sparseVector = 'bm25';
const metadataKey = 'accord-rag';

/** What a collection of ours says about itself, in its Qdrant metadata. */
const CollectionRecord = z.object({
  schemaVersion: z.int(),
  analyzer: z.string(),
  embedder: z.object({ id: z.string(), dimensions: z.int() }).nullable(),
  /** What the weights of the sparse vectors rest on: mean length in terms, and the number of passages it was taken over. */
  average: z.object({ length: z.number(), passages: z.int() }).nullable(),
});
export type CollectionRecord = z.infer<typeof CollectionRecord>;

/** `document.id` is there for the count of documents. Facts are many and different: their index stays on disk. */
const payloadIndexes: [string, Schemas['PayloadFieldSchema']][] = [
  ['kind', 'keyword'],
  ['document.id', 'keyword'],
  ['facts', { type: 'keyword', on_disk: true }],
];

type Call<Result> = (api: Api, target: { collection_name: string }, init: RequestInit) => Promise<{ data: { result?: Result } }>;

/** One collection on a server, with its record. */
export class Collection {
  private known: CollectionRecord | null = null;

  constructor(
    readonly connection: QdrantConnection,
    readonly name: string,
    readonly analyzer: Analyzer,
    readonly embedder: Embedder | null,
  ) {}

  request<Result>(call: Call<Result>, signal?: AbortSignal): Promise<Result> {
    return this.connection.request((api, init) => call(api, { collection_name: this.name }, init), signal);
  }

  /**
   * The record; null while nobody has created the collection.
   *
   * @throws AccordError `store-mismatch` for a collection of someone else, another analyzer or embedder · `store-newer-schema`
   */
  async load(signal?: AbortSignal): Promise<CollectionRecord | null> {
    return this.known ?? this.reload(signal);
  }

  /** As {@link load}, but asks the server also where the record is known: other processes write as well. */
  async reload(signal?: AbortSignal): Promise<CollectionRecord | null> {
    const { exists } = await this.request((api, target, init) => api.collectionExists(target, init), signal);
    if (!exists) return null;
    const { config } = await this.request((api, target, init) => api.getCollection(target, init), signal);
    const record = this.parse((config.metadata as Record<string, unknown> | null | undefined)?.[metadataKey]);
    this.check(record);
    this.known = record;
    return record;
  }

  /** Creates the collection where there is none. Where another writer is faster, its record counts. */
  async create(embedder: CollectionRecord['embedder'], signal?: AbortSignal): Promise<CollectionRecord> {
    const existing = await this.load(signal);
    if (existing) return existing;
    const record: CollectionRecord = { schemaVersion, analyzer: this.analyzer.id, embedder, average: null };
    const config: Schemas['CreateCollection'] = {
      vectors: embedder ? { [denseVector]: { size: embedder.dimensions, distance: 'Dot' } } : {},
      sparse_vectors: { [sparseVector]: { modifier: 'idf' } },
      metadata: { [metadataKey]: record },
    };
    try {
      await this.request((api, target, init) => api.createCollection({ ...target, ...config }, init), signal);
    } catch (error) {
      const stored = await this.load(signal);
      if (!stored) throw error;
    }
    for (const [field_name, field_schema] of payloadIndexes) {
      const index = { wait: true, field_name, field_schema };
      await this.request((api, target, init) => api.createFieldIndex({ ...target, ...index }, init), signal);
    }
    return (await this.reload(signal)) ?? record;
  }

  async save(record: CollectionRecord, signal?: AbortSignal): Promise<void> {
    const metadata = { [metadataKey]: record };
    await this.request((api, target, init) => api.updateCollection({ ...target, metadata }, init), signal);
    this.known = record;
  }

  private parse(stored: unknown): CollectionRecord {
    const version = z.object({ schemaVersion: z.int() }).safeParse(stored).data?.schemaVersion;
    if (version !== undefined && version > schemaVersion) {
      throw new AccordError(
        'store-newer-schema',
        `The Qdrant collection "${this.name}" has schema version ${version}; this version of accord-rag knows ${schemaVersion}.`,
        'Upgrade accord-rag, or use another collection.',
      );
    }
    const record = CollectionRecord.safeParse(stored);
    if (record.success) return record.data;
    throw new AccordError(
      'store-mismatch',
      `The Qdrant collection "${this.name}" was not made by accord-rag.`,
      'Name another collection; one that does not exist is created by the first passages.',
      { cause: record.error },
    );
  }

  private check(record: CollectionRecord): void {
    if (record.analyzer !== this.analyzer.id) throw this.mismatch('analyzer', record.analyzer, this.analyzer.id);
    if (!record.embedder || !this.embedder) return;
    const shown = ({ id, dimensions }: { id: string; dimensions: number }) => `${id} (${dimensions} dimensions)`;
    const [recorded, given] = [shown(record.embedder), shown(this.embedder)];
    if (recorded !== given) throw this.mismatch('embedder', recorded, given);
  }

  private mismatch(what: string, recorded: string, given: string): AccordError {
    return new AccordError(
      'store-mismatch',
      `The Qdrant collection "${this.name}" was made with the ${what} ${recorded}, not ${given}.`,
      `Open it with the same ${what}, or ingest into another collection.`,
    );
  }
}

/** @throws AccordError `invalid-input` for a name that Qdrant would refuse */
export function checkCollectionName(name: string): void {
  const control = [...name].some((character) => character < ' ' || character === '\x7f');
  if (name.length > 0 && name.length <= 255 && !control && !/[<>:"/\\|?*]/.test(name) && name !== '.' && name !== '..') return;
  throw new AccordError(
    'invalid-input',
    `"${name}" cannot be the name of a Qdrant collection.`,
    'Use 1 to 255 characters other than < > : " / \\ | ? *, for example "passages".',
  );
}
