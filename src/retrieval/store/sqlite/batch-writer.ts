import { AccordError } from '../../../errors.ts';
import { type Passage, passageText } from '../../../passage.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { Analyzer } from '../../analyzer/analyzer.ts';
import { passageTerms } from '../../analyzer/passage-terms.ts';
import { encodeDocuments } from '../../bm25/block.ts';
import type { Embedder } from '../../embedder.ts';
import { type CheckedPassage, checkVector } from '../new-passage.ts';
import type { AddReport } from '../store.ts';
import { insertBlock, leaveBlock } from './blocks.ts';
import { descriptiveColumns, descriptiveValues, indexedHash, metadataJson, type PassageRow, storableText } from './passage-rows.ts';
import { advanceGeneration, readSettings, writeSetting } from './settings.ts';
import { insertVectors, rowAfterRow } from './vector-blocks.ts';

/** Embedder id of a store whose vectors were all brought along. */
const external = 'external';

const columns = ['hash', 'block', 'position', 'metadata', ...descriptiveColumns];
const updateRow = `UPDATE passage SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ? RETURNING key`;
const insertRow = `INSERT INTO passage (${columns.join(', ')}, id) VALUES (${columns.map(() => '?').join(', ')}, ?) RETURNING key`;

interface Change {
  passage: Passage;
  hash: Uint8Array;
  metadata: string;
  vector: Float32Array | undefined;
  known: PassageRow | undefined;
  /** Whether terms and vector are others than before. */
  reindex: boolean;
}

/** Adds batches of passages, each in one transaction. Nothing else may write between the beginning and the end of `add`. */
export class BatchWriter {
  readonly #database: Database;
  readonly #analyzer: Analyzer;
  readonly #embedder: Embedder | null;

  constructor(database: Database, analyzer: Analyzer, embedder: Embedder | null) {
    this.#database = database;
    this.#analyzer = analyzer;
    this.#embedder = embedder;
  }

  async add(batch: CheckedPassage[], signal: AbortSignal | undefined): Promise<AddReport> {
    const changes = batch.map((each) => this.#compare(each)).filter((change) => change !== undefined);
    const added = changes.filter(({ known }) => !known).length;
    if (changes.length > 0) {
      const reindexed = changes.filter(({ reindex }) => reindex);
      const vectors = await this.#vectors(reindexed, signal);
      const postings = encodeDocuments(reindexed.map(({ passage }) => passageTerms(this.#analyzer, passage)));
      this.#database.transaction('immediate', () => this.#write(changes, reindexed, postings, vectors));
    }
    return { added, updated: changes.length - added, unchanged: batch.length - changes.length };
  }

  /** Undefined where the store has the passage as it is. */
  #compare({ passage, vector }: CheckedPassage): Change | undefined {
    const sql = 'SELECT passage.*, json FROM passage JOIN metadata ON metadata.id = metadata WHERE passage.id = ?';
    const known = this.#database.get<PassageRow & { json: string }>(sql, passage.id);
    const hash = indexedHash(passage, vector);
    const metadata = metadataJson(passage.metadata);
    const reindex = !known || Buffer.compare(known.hash, hash) !== 0;
    const values = descriptiveValues(passage);
    const same = !reindex && known.json === metadata && descriptiveColumns.every((column, index) => known[column] === values[index]);
    return same ? undefined : { passage, hash, metadata, vector, known, reindex };
  }

  /** One vector a change, or undefined for a store without vectors. */
  async #vectors(changes: Change[], signal: AbortSignal | undefined): Promise<Float32Array[] | undefined> {
    const { embedder: stored } = readSettings(this.#database);
    const dimensions = stored?.dimensions ?? this.#embedder?.dimensions ?? changes.find(({ vector }) => vector)?.vector?.length;
    if (dimensions === undefined || changes.length === 0) return undefined;
    if (!stored && this.#database.get('SELECT 1 FROM passage LIMIT 1')) {
      const message = `${this.#database.file} holds passages without vectors, so it takes none.`;
      throw new AccordError('store-mismatch', message, 'Open it without an embedder and bring no vectors, or fill a new store.');
    }
    for (const { passage, vector } of changes) {
      const name = `The vector of passage ${JSON.stringify(passage.id)}`;
      if (vector) checkVector(vector, dimensions, name);
      else if (!this.#embedder) {
        throw new AccordError(
          'invalid-input',
          `${name} is missing.`,
          'Bring a vector with every passage, or open the store with its embedder.',
        );
      }
    }
    const missing = changes.filter(({ vector }) => !vector);
    const texts = missing.map(({ passage }) => passageText(passage));
    const encoded = texts.length > 0 ? await this.#embedder!.embed(texts, 'passage', { signal }) : [];
    const made = new Map(missing.map((change, index) => [change, encoded[index]!]));
    for (const [{ passage }, vector] of made)
      checkVector(vector, dimensions, `The embedder's vector of passage ${JSON.stringify(passage.id)}`);
    return changes.map((change) => change.vector ?? made.get(change)!);
  }

  #write(changes: Change[], reindexed: Change[], postings: Uint8Array, vectors: Float32Array[] | undefined): void {
    const database = this.#database;
    if (vectors && !readSettings(database).embedder) {
      writeSetting(database, 'embedder', this.#embedder?.id ?? external);
      writeSetting(database, 'dimensions', vectors[0]!.length);
    }
    const block = reindexed.length > 0 ? insertBlock(database, reindexed.length, postings) : undefined;
    if (block !== undefined && vectors) insertVectors(database, block, rowAfterRow(vectors, vectors[0]!.length), vectors[0]!.length);
    let position = 0;
    for (const change of changes) {
      const { known, reindex } = change;
      if (known && reindex) leaveBlock(database, known.block);
      this.#writeRow(change, reindex ? { block: block!, position: position++ } : known!);
    }
    advanceGeneration(database);
  }

  #writeRow({ passage, hash, metadata, known }: Change, { block, position }: { block: number; position: number }): void {
    const values = [hash, block, position, this.#metadataId(metadata), ...descriptiveValues(passage)];
    const { key } = this.#database.get<{ key: number }>(known ? updateRow : insertRow, ...values, passage.id)!;
    this.#database.run('INSERT OR REPLACE INTO content VALUES (?, ?)', key, storableText(passage.text));
  }

  #metadataId(json: string): number {
    const known = this.#database.get<{ id: number }>('SELECT id FROM metadata WHERE json = ?', json);
    return known?.id ?? this.#database.get<{ id: number }>('INSERT INTO metadata (json) VALUES (?) RETURNING id', json)!.id;
  }
}
