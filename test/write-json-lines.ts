import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes rows into a file of the folder, and returns its path. */
export function writeJsonLines(folder: string, name: string, rows: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}
