import type { Database } from '../../../sqlite/database.ts';
import { findRow } from '../../dense/vector-index.ts';
import { type Block, blocksOf, insertBlock, livePositions, readBlock, removeBlock } from './blocks.ts';
import { mergePostings, type PostingsPart } from './merge-postings.ts';
import { advanceGeneration } from './settings.ts';
import { insertVectors, removeVectors, rowAfterRow, vectorsOf } from './vector-blocks.ts';

/** A block with as many live passages is merged with no others. */
const fullBlock = 4096;
/** So many blocks of about one size become one: few blocks stay, and a passage is written again once for each power of it. */
const fanIn = 8;

/** The blocks worth being written anew as one: those half dead or more, else {@link fanIn} of about one size. Empty where there are none. */
export function chooseBlocks(blocks: Block[]): Block[] {
  const sparse = blocks.filter(({ size, live }) => 2 * live <= size);
  if (sparse.length > 0) return upTo(fullBlock, sparse);
  const tiers = new Map<number, Block[]>();
  for (const block of blocks) {
    if (block.live >= fullBlock) continue;
    const tier = Math.floor(Math.log2(block.live) / Math.log2(fanIn));
    const sameSize = tiers.get(tier) ?? [];
    sameSize.push(block);
    if (sameSize.length === fanIn) return sameSize;
    tiers.set(tier, sameSize);
  }
  return [];
}

/** As many of the first blocks as have so many live passages together, one at least. */
function upTo(limit: number, blocks: Block[]): Block[] {
  let live = 0;
  const end = blocks.findIndex((block) => {
    live += block.live;
    return live > limit;
  });
  return end < 0 ? blocks : blocks.slice(0, Math.max(1, end));
}

/** Merges small and mostly dead blocks, each merge in a transaction of its own, until none is worth it. */
export function compact(database: Database, dimensions: number | undefined): void {
  for (let chosen = chooseBlocks(blocksOf(database)); chosen.length > 0; chosen = chooseBlocks(blocksOf(database))) {
    database.transaction('immediate', () => merge(database, chosen, dimensions));
  }
}

function merge(database: Database, blocks: Block[], dimensions: number | undefined): void {
  const postings: PostingsPart[] = [];
  const vectors: Float32Array[] = [];
  const places: { block: number; position: number }[] = [];
  for (const { id, size, live } of blocks) {
    if (live > 0) {
      const dead = new Uint8Array(size).fill(1);
      for (const position of livePositions(database, id)) dead[position] = 0;
      postings.push({ data: readBlock(database, 'bm25_block', id), dead });
      const parts = dimensions === undefined ? undefined : vectorsOf(database, id, size, dimensions);
      for (let position = 0; position < size; position++) {
        if (dead[position] === 1) continue;
        places.push({ block: id, position });
        if (parts) {
          const { part, at } = findRow(parts, position, dimensions!);
          vectors.push(part.subarray(at, at + dimensions!));
        }
      }
    }
    removeBlock(database, id);
    removeVectors(database, id);
  }
  if (places.length > 0) {
    const merged = insertBlock(database, places.length, mergePostings(postings));
    if (dimensions !== undefined) insertVectors(database, merged, rowAfterRow(vectors, dimensions), dimensions);
    for (const [index, { block, position }] of places.entries()) {
      database.run('UPDATE passage SET block = ?, position = ? WHERE block = ? AND position = ?', merged, index, block, position);
    }
  }
  advanceGeneration(database);
}
