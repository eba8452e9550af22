import type { Database } from '../../../sqlite/database.ts';
import { leaveBlock } from './blocks.ts';
import type { AllowedPassages } from './filter-sets.ts';
import { advanceGeneration } from './settings.ts';

/** Deletes in one transaction and returns how many there were. */
export function deletePassages(database: Database, ids: string[]): number {
  return database.transaction('immediate', () => {
    let deleted = 0;
    for (const id of ids) {
      const row = database.get<{ key: number; block: number }>('DELETE FROM passage WHERE id = ? RETURNING key, block', id);
      if (!row) continue;
      database.run('DELETE FROM content WHERE passage = ?', row.key);
      leaveBlock(database, row.block);
      deleted++;
    }
    if (deleted > 0) advanceGeneration(database);
    return deleted;
  });
}

export function idsOf(database: Database, allowed: AllowedPassages): string[] {
  return [...allowed].flatMap(([block, bytes]) =>
    database
      .all<{ id: string; position: number }>('SELECT id, position FROM passage WHERE block = ?', block)
      .filter(({ position }) => bytes[position] === 1)
      .map(({ id }) => id),
  );
}

/** Passages share rows of metadata; a row that none has any more goes. */
export function dropUnusedMetadata(database: Database): void {
  database.run('DELETE FROM metadata WHERE id NOT IN (SELECT metadata FROM passage)');
}
