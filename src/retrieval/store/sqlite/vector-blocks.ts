import { aligned } from '../../../aligned.ts';
import { AccordError } from '../../../errors.ts';
import type { Database } from '../../../sqlite/database.ts';
import { type CodedVectors, codedBytes, codedVectors, VectorCoder } from '../../dense/vector-coder.ts';
import type { VectorParts } from '../../dense/vector-index.ts';
import { readBlock } from './blocks.ts';

/** A search needs few vectors of a block; with fewer in a row of the table there would be more rows than pages. */
const rowsPerPart = 64;
/** More than any block has. */
const partsPerBlock = 1 << 16;

/** Vectors in one array. */
export function rowAfterRow(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const rows = new Float32Array(vectors.length * dimensions);
  for (const [index, vector] of vectors.entries()) rows.set(vector, index * dimensions);
  return rows;
}

/** Stores the vectors of a block, row after row: their codes in one piece, themselves in parts. */
export function insertVectors(database: Database, block: number, vectors: Float32Array, dimensions: number): void {
  database.run('INSERT INTO vector_block VALUES (?, ?)', block, codedBytes(new VectorCoder(dimensions).code(vectors)));
  const size = rowsPerPart * dimensions;
  for (let part = 0; part * size < vectors.length; part++) {
    const { buffer, byteOffset, byteLength } = vectors.subarray(part * size, (part + 1) * size);
    database.run('INSERT INTO vector_part VALUES (?, ?)', block * partsPerBlock + part, new Uint8Array(buffer, byteOffset, byteLength));
  }
}

export function removeVectors(database: Database, block: number): void {
  database.run('DELETE FROM vector_block WHERE block = ?', block);
  database.run('DELETE FROM vector_part WHERE id >= ? AND id < ?', block * partsPerBlock, (block + 1) * partsPerBlock);
}

/** @throws AccordError `store-corrupt` */
export function readCodes(database: Database, block: number, rows: number, dimensions: number): CodedVectors {
  return codedVectors(readBlock(database, 'vector_block', block), rows, dimensions);
}

/** The vectors of a block, read in parts when they are first asked for and then kept; only while the block is there. Throws `store-corrupt`. */
export function vectorsOf(database: Database, block: number, rows: number, dimensions: number): VectorParts {
  const parts: Float32Array[] = [];
  return {
    rowsPerPart,
    part(number) {
      parts[number] ??= readPart(database, block, number, Math.min(rowsPerPart, rows - number * rowsPerPart) * dimensions);
      return parts[number];
    },
  };
}

function readPart(database: Database, block: number, part: number, length: number): Float32Array {
  const row = database.get<{ data: Uint8Array }>('SELECT data FROM vector_part WHERE id = ?', block * partsPerBlock + part);
  if (row?.data.length === 4 * length) return floats(row.data);
  const what = row ? 'has a damaged' : 'misses';
  const message = `${database.file} ${what} part ${part} of the vectors of block ${block}.`;
  throw new AccordError('store-corrupt', message, 'Restore a copy or make the store again.');
}

/** Little-endian, as all machines that Node runs on have them in memory (s390x left out). */
export function floats(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, 4);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}
