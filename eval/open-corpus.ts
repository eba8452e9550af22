import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Corpus } from '../datasets/dataset.ts';
import { cacheDir } from '../src/cache-dir.ts';
import { AccordError } from '../src/errors.ts';
import type { LongRunning } from '../src/progress.ts';
import { cachedEmbedder } from '../src/retrieval/cached-embedder.ts';
import type { Embedder } from '../src/retrieval/embedder.ts';
import { openStore } from '../src/retrieval/store/open-store.ts';
import type { PassageStore } from '../src/retrieval/store/store.ts';

const stateKey = 'evaluation.corpus';
const State = z.object({ hash: z.string(), complete: z.boolean() });

/** Where a corpus is kept by default: a file of its own for each content and embedder. */
export async function corpusLocation(corpus: Corpus, embedder: Embedder | null): Promise<string> {
  const directory = join(cacheDir(), 'eval');
  await mkdir(directory, { recursive: true });
  const index = embedder ? embedder.id.replaceAll(/[^\w.-]+/g, '_') : 'bm25';
  return join(directory, `${corpus.hash.slice(0, 16)}-${index}.sqlite`);
}

/**
 * Opens a store that holds the whole corpus and nothing else; ingests it first where it does not yet. An interrupted ingest goes on
 * where it stopped. The store's queries are encoded anew each time, so that timings stay honest; passages through the vector cache.
 *
 * @param embedder null: BM25 only, nothing is encoded
 * @throws AccordError `invalid-input` when the store holds other passages, `aborted` when the signal fires.
 */
export async function openCorpus(
  location: string,
  corpus: Corpus,
  embedder: Embedder | null,
  options: LongRunning = {},
): Promise<PassageStore> {
  const store = await openStore(location, { embedder });
  try {
    if (await isComplete(store, location, corpus)) return store;
  } catch (error) {
    await store.close();
    throw error;
  }
  await store.close();
  await ingest(location, corpus, embedder, options);
  return openStore(location, { embedder });
}

/**
 * The same for reading only, so that several processes can have it open.
 * @throws AccordError as {@link openCorpus}
 */
export async function openCorpusToRead(
  location: string,
  corpus: Corpus,
  embedder: Embedder | null,
  options: LongRunning = {},
): Promise<PassageStore> {
  const open = () => openStore(location, { embedder, readOnly: true });
  const store = await open().catch((error: unknown) => {
    // What is not there yet, or of an older schema, is for a writer.
    if (AccordError.isInstance(error) && ['not-found', 'store-mismatch'].includes(error.code)) return null;
    throw error;
  });
  try {
    if (store && (await isComplete(store, location, corpus))) return store;
  } catch (error) {
    await store?.close();
    throw error;
  }
  await store?.close();
  await (await openCorpus(location, corpus, embedder, options)).close();
  return open();
}

async function isComplete(store: PassageStore, location: string, corpus: Corpus): Promise<boolean> {
  const text = await store.getState(stateKey);
  if (text !== null) {
    const state = State.parse(JSON.parse(text));
    if (state.hash === corpus.hash) return state.complete;
  } else if ((await store.count()) === 0) {
    return false;
  }
  throw new AccordError(
    'invalid-input',
    `The store ${location} holds other passages than the corpus ${corpus.name}.`,
    'Give --store a new location, or leave it out.',
  );
}

async function ingest(location: string, corpus: Corpus, embedder: Embedder | null, { signal, onProgress }: LongRunning): Promise<void> {
  const cached = embedder && (await cachedEmbedder(embedder));
  const store = await openStore(location, { embedder: cached });
  try {
    await store.setState(stateKey, JSON.stringify({ hash: corpus.hash, complete: false }));
    await store.add(corpus.read(), {
      signal,
      onProgress: onProgress && ((progress) => onProgress({ total: corpus.passages, ...progress })),
    });
    const count = await store.count();
    if (count !== corpus.passages) {
      throw new AccordError(
        'store-corrupt',
        `The store ${location} holds ${count} passages, the corpus ${corpus.name} ${corpus.passages}.`,
        'Delete the store and run again.',
      );
    }
    await store.setState(stateKey, JSON.stringify({ hash: corpus.hash, complete: true }));
  } finally {
    await store.close();
    // Closes the cache's file; the model is shared by the process and stays.
    await cached?.close();
  }
}
