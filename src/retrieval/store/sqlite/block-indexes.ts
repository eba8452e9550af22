import type { Database } from '../../../sqlite/database.ts';
import { Bm25Index } from '../../bm25/bm25-index.ts';
import { VectorIndex } from '../../dense/vector-index.ts';
import { lastAtMost } from '../../last-at-most.ts';
import { type Block, blocksOf, livePositions, readBlock } from './blocks.ts';
import type { Place } from './passage-rows.ts';
import { readCodes, vectorsOf } from './vector-blocks.ts';

interface Segment extends Block {
  /** Docno of position 0. */
  start: number;
}

/** With fewer dead docnos in memory nothing is built anew. */
const rebuildAbove = 4096;

export interface Needed {
  bm25: boolean;
  /** Of the vectors; undefined where no vectors are needed. */
  dimensions: number | undefined;
}

/**
 * The indexes in memory, equal to the blocks in the file, whichever process changes these. Each index is loaded when it is first needed.
 * Both number passages alike: block after block in the order in which they were met, so docnos of removed blocks stay as holes.
 */
export class BlockIndexes {
  readonly #database: Database;
  #bm25: Bm25Index | undefined;
  #dense: VectorIndex | undefined;
  /** By block id; their starts ascend. */
  readonly #segments = new Map<number, Segment>();
  /** The same, to search in. */
  #byStart: Segment[] = [];
  #end = 0;
  #generation = -1;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The indexes as of the running transaction, whose generation is given. Reads only what changed since the last call. */
  at(generation: number, needed: Needed): { bm25: Bm25Index | undefined; dense: VectorIndex | undefined } {
    try {
      if (generation !== this.#generation) this.#follow(blocksOf(this.#database));
      this.#load(needed);
      this.#generation = generation;
    } catch (error) {
      // What it holds now is no state of the file.
      this.#clear();
      throw error;
    }
    return { bm25: this.#bm25, dense: this.#dense };
  }

  #follow(blocks: Block[]): void {
    const live = blocks.reduce((sum, block) => sum + block.live, 0);
    const docnos = blocks.reduce((sum, { id, size }) => sum + (this.#segments.has(id) ? 0 : size), this.#end);
    if (docnos - live > Math.max(live, rebuildAbove)) this.#clear();
    const ids = new Set(blocks.map(({ id }) => id));
    for (const segment of [...this.#segments.values()]) {
      if (ids.has(segment.id)) continue;
      this.#delete(Array.from({ length: segment.size }, (_, position) => segment.start + position));
      this.#segments.delete(segment.id);
    }
    for (const block of blocks) {
      const segment = this.#segments.get(block.id);
      if (!segment) this.#append(block);
      else if (segment.live !== block.live) this.#deleteDead(segment);
      this.#segments.get(block.id)!.live = block.live;
    }
    this.#byStart = [...this.#segments.values()];
  }

  #load({ bm25, dimensions }: Needed): void {
    const loadBm25 = bm25 && !this.#bm25;
    const loadDense = dimensions !== undefined && !this.#dense;
    if (!loadBm25 && !loadDense) return;
    const holes = this.#byStart.reduce((sum, { size }) => sum - size, this.#end);
    if (holes > 0) {
      // An index loaded now would number passages otherwise than the one that is there.
      const both: Needed = { bm25: bm25 || this.#bm25 !== undefined, dimensions: dimensions ?? this.#dense?.dimensions };
      const blocks = this.#byStart;
      this.#clear();
      this.#follow(blocks);
      this.#load(both);
      return;
    }
    if (loadBm25) this.#bm25 = new Bm25Index();
    // Vectors themselves are read when a search needs them, within the transaction in which it runs: their blocks are there.
    if (loadDense) this.#dense = new VectorIndex(dimensions);
    for (const segment of this.#byStart) {
      if (loadBm25) this.#bm25!.append(readBlock(this.#database, 'bm25_block', segment.id));
      if (loadDense) this.#appendVectors(this.#dense!, segment);
      if (segment.live < segment.size) this.#deleteDead(segment);
    }
  }

  #append(block: Block): void {
    const segment = { ...block, start: this.#end };
    this.#bm25?.append(readBlock(this.#database, 'bm25_block', block.id));
    if (this.#dense) this.#appendVectors(this.#dense, block);
    this.#segments.set(block.id, segment);
    this.#end += block.size;
    if (block.live < block.size) this.#deleteDead(segment);
  }

  #appendVectors(dense: VectorIndex, { id, size }: Block): void {
    const { dimensions } = dense;
    dense.appendCoded(readCodes(this.#database, id, size, dimensions), vectorsOf(this.#database, id, size, dimensions));
  }

  #deleteDead({ id, size, start }: Segment): void {
    if (!this.#bm25 && !this.#dense) return;
    const alive = new Uint8Array(size);
    for (const position of livePositions(this.#database, id)) alive[position] = 1;
    const dead: number[] = [];
    for (let position = 0; position < size; position++) if (alive[position] === 0) dead.push(start + position);
    this.#delete(dead);
  }

  /** Deleting what is deleted already does nothing. */
  #delete(docnos: number[]): void {
    this.#bm25?.delete(docnos);
    this.#dense?.delete(docnos);
  }

  #clear(): void {
    this.#bm25 = undefined;
    this.#dense = undefined;
    this.#segments.clear();
    this.#byStart = [];
    this.#end = 0;
    this.#generation = -1;
  }

  placeOf(docno: number): Place {
    const { id, start } = this.#byStart[lastAtMost(this.#byStart, docno)]!;
    return { block: id, position: docno - start };
  }

  /** Allowed positions by block, as the one byte a docno that searches take. */
  accept(allowed: ReadonlyMap<number, Uint8Array>): Uint8Array {
    const accept = new Uint8Array(this.#end);
    for (const [id, bytes] of allowed) accept.set(bytes, this.#segments.get(id)!.start);
    return accept;
  }
}
