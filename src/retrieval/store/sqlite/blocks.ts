import { AccordError } from '../../../errors.ts';
import type { Database } from '../../../sqlite/database.ts';

export interface Block {
  id: number;
  size: number;
  /** How many of its positions a passage points to. */
  live: number;
}

export type BlockTable = 'bm25_block' | 'vector_block';

/** By ascending id. */
export function blocksOf(database: Database): Block[] {
  return database.all<Block>('SELECT id, size, live FROM block ORDER BY id');
}

export function livePositions(database: Database, block: number): number[] {
  return database.all<{ position: number }>('SELECT position FROM passage WHERE block = ?', block).map(({ position }) => position);
}

export function readBlock(database: Database, table: BlockTable, block: number): Uint8Array {
  const row = database.get<{ data: Uint8Array }>(`SELECT data FROM ${table} WHERE block = ?`, block);
  if (row) return row.data;
  throw new AccordError('store-corrupt', `${database.file} misses block ${block} of ${table}.`, 'Restore a copy or make the store again.');
}

/** Returns its id. The passages must be pointed to it in the same transaction. */
export function insertBlock(database: Database, size: number, postings: Uint8Array): number {
  const { id } = database.get<{ id: number }>('INSERT INTO block (size, live) VALUES (?, ?) RETURNING id', size, size)!;
  database.run('INSERT INTO bm25_block VALUES (?, ?)', id, postings);
  return id;
}

export function removeBlock(database: Database, id: number): void {
  database.run('DELETE FROM block WHERE id = ?', id);
  database.run('DELETE FROM bm25_block WHERE block = ?', id);
}

/** Notes that a passage has left its position. */
export function leaveBlock(database: Database, id: number): void {
  database.run('UPDATE block SET live = live - 1 WHERE id = ?', id);
}
