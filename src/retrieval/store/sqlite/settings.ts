import type { Database } from '../../../sqlite/database.ts';

/** What a store knows of itself. */
export interface Settings {
  analyzer: string;
  /** Of the stored vectors; null without any. */
  embedder: { id: string; dimensions: number } | null;
  /** Grows with every commit that changes passages. */
  generation: number;
}

export function readSettings(database: Database): Settings {
  const rows = database.all<{ key: string; value: string | number }>('SELECT key, value FROM setting');
  const { analyzer, embedder, dimensions, generation } = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  return {
    analyzer: String(analyzer),
    embedder: embedder === undefined ? null : { id: String(embedder), dimensions: Number(dimensions) },
    generation: Number(generation),
  };
}

export function writeSetting(database: Database, key: 'analyzer' | 'embedder' | 'dimensions', value: string | number): void {
  database.run('INSERT OR REPLACE INTO setting VALUES (?, ?)', key, value);
}

export function generationOf(database: Database): number {
  return database.get<{ value: number }>("SELECT value FROM setting WHERE key = 'generation'")!.value;
}

/** Tells every process that has the store open to look for changes. */
export function advanceGeneration(database: Database): void {
  database.run("UPDATE setting SET value = value + 1 WHERE key = 'generation'");
}
