import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../src/cache-dir.ts';
import { AccordError } from '../src/errors.ts';

/** The directory with benchmark data: `RAG_DATA_DIR`, else `data` in the cache directory where it exists, else null. */
export function findDataDirectory(environment: NodeJS.ProcessEnv = process.env): string | null {
  const named = environment.RAG_DATA_DIR;
  if (named) {
    if (statSync(named, { throwIfNoEntry: false })?.isDirectory()) return named;
    throw new AccordError('data-missing', `RAG_DATA_DIR names no directory: ${named}`, 'Correct RAG_DATA_DIR, or unset it.');
  }
  const cached = join(cacheDir(environment), 'data');
  return existsSync(cached) ? cached : null;
}

/**
 * The file of a dataset's part.
 *
 * @throws AccordError `data-missing` naming the file.
 */
export function dataFile(directory: string, part: string): string {
  const compressed = join(directory, `${part}.jsonl.gz`);
  if (existsSync(compressed)) return compressed;
  const plain = join(directory, `${part}.jsonl`);
  if (existsSync(plain)) return plain;
  throw new AccordError(
    'data-missing',
    `${compressed} does not exist.`,
    'Put the file there, or set RAG_DATA_DIR to the directory that holds it.',
  );
}
