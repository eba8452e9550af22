import { AccordError } from '../../../errors.ts';
import type { Database } from '../../../sqlite/database.ts';
import { fromVersion1 } from './block-version-1.ts';
import { readBlock } from './blocks.ts';
import { readSettings, writeSetting } from './settings.ts';
import { floats, insertVectors } from './vector-blocks.ts';

/** Marks the file as ours ("ACRD"), see PRAGMA application_id. */
const applicationId = 0x41435244;

/**
 * Step n brings a store of version n to version n + 1; a new file is of version 0. Steps are never changed once released.
 *
 * Passages are indexed in blocks, each made by one commit: `bm25_block` holds a block's postings, `vector_block` the int8 codes of its vectors and `vector_part`
 * the vectors (float32, little-endian, row after row), some rows in each. A passage is at `position` of `block`; positions that no passage points to are dead, `live` counts the
 * others. Block ids are never used again, so equal id means equal content.
 */
const migrations: ((database: Database) => void)[] = [
  (database) =>
    database.exec(`
      CREATE TABLE setting (key TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
      CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE metadata (id INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL UNIQUE);
      CREATE TABLE block (id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, live INTEGER NOT NULL);
      CREATE TABLE bm25_block (block INTEGER PRIMARY KEY, data BLOB NOT NULL);
      CREATE TABLE vector_block (block INTEGER PRIMARY KEY, data BLOB NOT NULL);
      CREATE TABLE passage (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        hash BLOB NOT NULL,
        block INTEGER NOT NULL,
        position INTEGER NOT NULL,
        metadata INTEGER NOT NULL,
        title TEXT,
        document_id TEXT NOT NULL,
        document_version TEXT,
        document_uri TEXT,
        span_start INTEGER,
        span_end INTEGER,
        duplicate_cluster TEXT
      );
      CREATE INDEX passage_place ON passage (block, position, metadata);
      CREATE INDEX passage_document ON passage (document_id);
      CREATE TABLE content (passage INTEGER PRIMARY KEY, text TEXT NOT NULL);
      INSERT INTO setting VALUES ('generation', 0);
    `),
  // Postings that can be searched without being read through.
  (database) => {
    for (const { block } of database.all<{ block: number }>('SELECT block FROM bm25_block')) {
      database.run('UPDATE bm25_block SET data = ? WHERE block = ?', fromVersion1(readBlock(database, 'bm25_block', block)), block);
    }
  },
  // Codes of vectors, which a search reads through, apart from the vectors.
  (database) => {
    database.exec('CREATE TABLE vector_part (id INTEGER PRIMARY KEY, data BLOB NOT NULL)');
    const dimensions = readSettings(database).embedder?.dimensions;
    for (const { block } of database.all<{ block: number }>('SELECT block FROM vector_block')) {
      const vectors = floats(readBlock(database, 'vector_block', block));
      database.run('DELETE FROM vector_block WHERE block = ?', block);
      insertVectors(database, block, vectors, dimensions!);
    }
  },
];

export const schemaVersion = migrations.length;

/**
 * Makes the tables of a new file, which is then for one analyzer, brings an older store up to date, and refuses what is no store.
 *
 * @throws AccordError `store-newer-schema`, `unsupported-format` for other SQLite files, `store-mismatch` where a reader meets an older store.
 */
export function prepareSchema(database: Database, { analyzer, readOnly }: { analyzer: string; readOnly: boolean }): void {
  const { file } = database;
  const { application_id: application } = database.get<{ application_id: number }>('PRAGMA application_id')!;
  const empty = database.get<{ n: number }>('SELECT count(*) AS n FROM sqlite_schema')!.n === 0;
  if (application !== applicationId && !(empty && application === 0 && !readOnly)) {
    const message = empty ? `${file} is empty.` : `${file} is an SQLite file of another application.`;
    throw new AccordError('unsupported-format', message, 'Give the path of a store, or a new path to make one.');
  }
  const version = versionOf(database);
  if (version > schemaVersion) {
    const message = `${file} has schema version ${version}; this release of accord-rag reads up to ${schemaVersion}.`;
    throw new AccordError('store-newer-schema', message, 'Update accord-rag: npm install accord-rag@latest');
  }
  if (version === schemaVersion) return;
  if (readOnly) {
    const message = `${file} has schema version ${version}; this release of accord-rag reads version ${schemaVersion}.`;
    throw new AccordError('store-mismatch', message, 'Open it once for writing, for example with rag ingest, which brings it up to date.');
  }
  database.transaction('immediate', () => {
    for (const migrate of migrations.slice(version)) migrate(database);
    if (empty) writeSetting(database, 'analyzer', analyzer);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
  });
}

function versionOf(database: Database): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')!.user_version;
}
