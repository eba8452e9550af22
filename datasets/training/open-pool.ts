import { corpusLocation, openCorpus } from '../../eval/open-corpus.ts';
import { AccordError } from '../../src/errors.ts';
import type { OnProgress } from '../../src/progress.ts';
import { minilmEmbedder } from '../../src/retrieval/minilm-embedder.ts';
import { openStore } from '../../src/retrieval/store/open-store.ts';
import type { PassageStore } from '../../src/retrieval/store/store.ts';
import { loadDataset } from '../load-dataset.ts';

/** The pool as a store, for reading; the one of `rag-eval`, made first where it is not yet there. */
export async function openPool(onProgress: OnProgress): Promise<PassageStore> {
  const { corpus } = await loadDataset('nq');
  const embedder = await minilmEmbedder();
  const location = await corpusLocation(corpus, embedder);
  const open = () => openStore(location, { embedder, readOnly: true });
  const store = await open().catch((error: unknown) => {
    if (AccordError.isInstance(error) && error.code === 'not-found') return null;
    throw error;
  });
  if (store && (await store.count()) === corpus.passages) return store;
  await store?.close();
  await (await openCorpus(location, corpus, embedder, { onProgress })).close();
  return open();
}
