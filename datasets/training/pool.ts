import { z } from 'zod';
import type { Passage } from '../../src/passage.ts';
import { dataFile } from '../find-data.ts';
import { readRows } from '../read-rows.ts';
import { PassageRow } from '../rows.ts';

/** The passages that all training questions are asked of. */
export interface Pool {
  /** By id, and by the ids of exact copies that were merged into one. */
  get(id: string): Passage | undefined;
}

const PoolRow = PassageRow.extend({ aliases: z.array(z.string()).default([]) });

export async function readPool(directory: string): Promise<Pool> {
  const passages = new Map<string, Passage>();
  const aliases = new Map<string, Passage>();
  for await (const { id, title, text, aliases: copies } of readRows(dataFile(directory, 'wiki_pool/passages'), PoolRow)) {
    const passage: Passage = { id, text, ...(title && { title }), document: { id }, metadata: {} };
    passages.set(id, passage);
    for (const copy of copies) aliases.set(copy, passage);
  }
  return { get: (id) => passages.get(id) ?? aliases.get(id) };
}
