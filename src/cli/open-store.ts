import type { Embedder } from '../retrieval/embedder.ts';
import type { PassageStore } from '../retrieval/store/store.ts';
import type { Config } from './config/schema.ts';

/** The embedder that the configuration names; everything heavy is imported here, when it is needed. */
export async function configuredEmbedder({ embedder }: Pick<Config, 'embedder'>): Promise<Embedder | null> {
  if (embedder === 'none') return null;
  const { minilmEmbedder } = await import('../retrieval/minilm-embedder.ts');
  return minilmEmbedder({ precision: embedder === 'minilm' ? 'int8' : 'fp32' });
}

/**
 * The same, its model sent for, where that retriever needs it: the inference worker loads it while this thread loads the rest. Whoever needs it
 * first sees why it failed.
 */
export async function loadingEmbedder(config: Pick<Config, 'embedder' | 'retriever'>): Promise<Embedder | null> {
  const embedder = await configuredEmbedder(config);
  if (config.retriever !== 'bm25') embedder?.embed([], 'query').catch(() => {});
  return embedder;
}

/** Opens the store for reading, lets `use` work with it and closes it, whatever happens. */
export async function withStore<T>(
  { store: location }: Pick<Config, 'store'>,
  options: { embedder: Embedder | null; readOnly: boolean },
  use: (store: PassageStore) => Promise<T>,
): Promise<T> {
  const { openStore } = await import('../retrieval/store/open-store.ts');
  const store = await openStore(location, options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
