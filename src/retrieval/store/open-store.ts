import { AccordError } from '../../errors.ts';
import type { OpenStoreOptions, PassageStore } from './store.ts';

const examples = 'Examples: passages.sqlite · qdrant:http://localhost:6333/passages.';

/**
 * Opens a store by its location, and creates it where there is none: a file name (SQLite), or `qdrant:URL/COLLECTION`. The text after the
 * last slash is the collection; the API key of a Qdrant server is read from the environment variable `QDRANT_API_KEY`.
 *
 * @throws AccordError `invalid-input` for a location of neither form; else as `openSqliteStore` and `openQdrantStore`
 */
export async function openStore(location: string, options: OpenStoreOptions = {}): Promise<PassageStore> {
  if (typeof location !== 'string' || location.trim() === '') {
    throw new AccordError('invalid-input', `The store location is ${JSON.stringify(location)}.`, `Name a store. ${examples}`);
  }
  if (location.startsWith('qdrant:')) return openQdrant(location, options);
  // One letter would be a drive, and only what has the form of a URL cannot be a file.
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(location)?.[1];
  if (scheme) {
    throw new AccordError('invalid-input', `The store location "${location}" begins with "${scheme}:", which no store does.`, examples);
  }
  const { openSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return openSqliteStore(location, options);
}

async function openQdrant(location: string, options: OpenStoreOptions): Promise<PassageStore> {
  const [, url, collection] = /^qdrant:(https?:\/\/[^/]+.*)\/([^/]+)$/.exec(location) ?? [];
  if (!url || !collection) {
    throw new AccordError(
      'invalid-input',
      `The store location "${withoutPassword(location)}" is not of the form qdrant:URL/COLLECTION.`,
      examples,
    );
  }
  const { openQdrantStore } = await import('./qdrant/qdrant-store.ts');
  return openQdrantStore(url, collection, options);
}

function withoutPassword(location: string): string {
  return location.replace(/\/\/[^/@]*@/, '//…@');
}
