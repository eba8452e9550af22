import { AccordError } from '../../errors.ts';
import type { PassageStore } from '../store/store.ts';

/** What an ingest left in the store for a document. */
export interface LedgerDocument {
  /** Hash of the document and the options that shaped its passages; empty: not known to be complete. */
  hash: string;
  /** Absolute path of the file; empty for documents handed over in memory or through a stream. */
  source: string;
  passageIds: string[];
  /** One a passage; empty where near duplicates were not looked for. */
  sketches: Uint32Array[];
}

export interface LedgerSource {
  /** The id that the file gives to its document. */
  id: string;
  /** Hash of the bytes, the format and the options of the last complete reading. */
  fingerprint: string;
}

export interface LedgerChange {
  documents: Map<string, LedgerDocument>;
  removedDocuments: Set<string>;
  sources: Map<string, LedgerSource>;
  removedSources: string[];
}

interface Header {
  /** Goes up when the log is written anew. */
  generation: number;
  segments: number;
}

interface Segment {
  names: string[];
  /** Document id, hash, index of its source in `names`, what follows the document id in each passage id, sketches in base64. */
  documents: [string, string, number, string[], string[]][];
  removedDocuments: string[];
  sources: [string, string, string][];
  removedSources: string[];
}

const headerKey = 'ingest/ledger';
const pendingKey = 'ingest/pending';
const segmentKey = ({ generation }: Header, segment: number) => `ingest/ledger/${generation}/${segment}`;
const segmentDocuments = 5000;

/**
 * Which documents and files are in a store, kept in the store's own state: a log with a segment a batch, so that a commit costs what
 * the batch holds. The passages of a batch are announced before they are added; what a kill leaves between the two counts as incomplete.
 */
export class Ledger {
  readonly documents = new Map<string, LedgerDocument>();
  readonly sources = new Map<string, LedgerSource>();
  /** Ids of a source's documents. */
  readonly documentsOf = new Map<string, Set<string>>();
  readonly #store: PassageStore;
  #header: Header = { generation: 0, segments: 0 };
  /** The header as it stands in the store, to notice another writer. */
  #written: string | null = null;

  private constructor(store: PassageStore) {
    this.#store = store;
  }

  static async open(store: PassageStore): Promise<Ledger> {
    const ledger = new Ledger(store);
    ledger.#written = await store.getState(headerKey);
    if (ledger.#written) ledger.#header = JSON.parse(ledger.#written);
    for (let i = 0; i < ledger.#header.segments; i++) {
      const segment = await store.getState(segmentKey(ledger.#header, i));
      if (segment === null) throw new AccordError('store-corrupt', `The ingest ledger lacks segment ${i}.`, 'Ingest into a new store.');
      ledger.#apply(decode(JSON.parse(segment)));
    }
    await ledger.#applyPending();
    return ledger;
  }

  /** Whether nobody else has written to the ledger. */
  async isCurrent(): Promise<boolean> {
    return (await this.#store.getState(headerKey)) === this.#written;
  }

  /** Announces the passages that are about to be added. */
  async begin(documents: Map<string, LedgerDocument>): Promise<void> {
    const pending = [...documents].map(([id, { source, passageIds }]) => [id, source, passageIds]);
    await this.#store.setState(pendingKey, JSON.stringify({ at: position(this.#header), documents: pending }));
  }

  async commit(change: LedgerChange): Promise<void> {
    if (!(await this.isCurrent())) {
      throw new AccordError('store-locked', 'Another ingest writes to this store.', 'Wait for it to end, then run this one again.');
    }
    await this.#store.setState(segmentKey(this.#header, this.#header.segments), JSON.stringify(encode(change)));
    await this.#writeHeader({ ...this.#header, segments: this.#header.segments + 1 });
    this.#apply(change);
  }

  /** Writes the log anew when most of it is out of date or in small pieces. */
  async compact(): Promise<void> {
    const { segments } = this.#header;
    if (segments <= 64 + this.documents.size / 500) return;
    const old = this.#header;
    const header = { ...old, generation: old.generation + 1, segments: 0 };
    const documents = [...this.documents];
    for (let from = 0; from === 0 || from < documents.length; from += segmentDocuments) {
      const change = {
        documents: new Map(documents.slice(from, from + segmentDocuments)),
        sources: from === 0 ? this.sources : new Map(),
        removedDocuments: new Set<string>(),
        removedSources: [],
      };
      await this.#store.setState(segmentKey(header, header.segments++), JSON.stringify(encode(change)));
    }
    await this.#writeHeader(header);
    for (let i = 0; i < segments; i++) await this.#store.setState(segmentKey(old, i), null);
  }

  async #writeHeader(header: Header): Promise<void> {
    const text = JSON.stringify(header);
    await this.#store.setState(headerKey, text);
    this.#header = header;
    this.#written = text;
  }

  #apply(change: LedgerChange): void {
    for (const id of change.removedDocuments) this.#forget(id);
    for (const [id, document] of change.documents) {
      this.#forget(id);
      this.documents.set(id, document);
      const ids = this.documentsOf.get(document.source);
      if (ids) ids.add(id);
      else this.documentsOf.set(document.source, new Set([id]));
    }
    for (const path of change.removedSources) this.sources.delete(path);
    for (const [path, source] of change.sources) this.sources.set(path, source);
  }

  #forget(id: string): void {
    const document = this.documents.get(id);
    if (!document) return;
    this.documentsOf.get(document.source)?.delete(id);
    this.documents.delete(id);
  }

  /** Passages announced but not committed may or may not be in the store: their documents count as incomplete. */
  async #applyPending(): Promise<void> {
    const text = await this.#store.getState(pendingKey);
    if (!text) return;
    const { at, documents } = JSON.parse(text) as { at: string; documents: [string, string, string[]][] };
    if (at !== position(this.#header)) return;
    const change: LedgerChange = { documents: new Map(), removedDocuments: new Set(), sources: new Map(), removedSources: [] };
    for (const [id, source, passageIds] of documents) {
      const known = this.documents.get(id)?.passageIds ?? [];
      change.documents.set(id, { hash: '', source, passageIds: [...new Set([...known, ...passageIds])], sketches: [] });
      if (this.sources.has(source)) this.sources.set(source, { ...this.sources.get(source)!, fingerprint: '' });
    }
    this.#apply(change);
  }
}

const position = ({ generation, segments }: Header) => `${generation}/${segments}`;

function encode({ documents, removedDocuments, sources, removedSources }: LedgerChange): Segment {
  const names = [...new Set([...documents.values()].map(({ source }) => source))];
  const indexOf = new Map(names.map((name, i) => [name, i]));
  return {
    names,
    documents: [...documents].map(([id, { hash, source, passageIds, sketches }]) => [
      id,
      hash,
      indexOf.get(source)!,
      passageIds.map((passageId) => passageId.slice(id.length)),
      sketches.map((sketch) => Buffer.from(sketch.buffer, sketch.byteOffset, sketch.byteLength).toString('base64')),
    ]),
    removedDocuments: [...removedDocuments],
    sources: [...sources].map(([path, { id, fingerprint }]) => [path, id, fingerprint]),
    removedSources,
  };
}

function decode({ names, documents, removedDocuments, sources, removedSources }: Segment): LedgerChange {
  return {
    documents: new Map(
      documents.map(([id, hash, source, suffixes, sketches]) => [
        id,
        { hash, source: names[source]!, passageIds: suffixes.map((suffix) => id + suffix), sketches: sketches.map(decodeSketch) },
      ]),
    ),
    removedDocuments: new Set(removedDocuments),
    sources: new Map(sources.map(([path, id, fingerprint]) => [path, { id, fingerprint }])),
    removedSources,
  };
}

function decodeSketch(base64: string): Uint32Array {
  // Copied: a pooled buffer need not begin at a multiple of four.
  return new Uint32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}
