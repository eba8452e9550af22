import { loadDataset } from '../../datasets/load-dataset.ts';
import { AccordError } from '../../src/errors.ts';
import type { Passage } from '../../src/passage.ts';
import type { LongRunning } from '../../src/progress.ts';
import { openStore } from '../../src/retrieval/store/open-store.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';
import { corpusLocation, openCorpus } from '../open-corpus.ts';

/** How many passages of BM25 are looked through for some without an answer. */
const depth = 30;

/** Passages that BM25 ranks highest for a question of those that hold none of its answers: irrelevant, and hard to tell from relevant ones. */
export interface HardNegatives {
  find(question: string, answers: readonly string[], count: number): Promise<Passage[]>;
  close(): Promise<void>;
}

/**
 * Out of the pool of Wikipedia passages; made into a store of its own, without vectors, the first time.
 *
 * @throws AccordError `data-missing` without the pool.
 */
export async function openHardNegatives(running: LongRunning): Promise<HardNegatives> {
  const { corpus } = await loadDataset('nq');
  const location = await corpusLocation(corpus, null);
  // For reading only, so that suites can run side by side.
  const open = () => openStore(location, { embedder: null, readOnly: true });
  let store = await open().catch((error: unknown) => {
    if (AccordError.isInstance(error) && error.code === 'not-found') return null;
    throw error;
  });
  if (store === null || (await store.count()) !== corpus.passages) {
    await store?.close();
    await (await openCorpus(location, corpus, null, running)).close();
    store = await open();
  }
  const passages = store;
  return {
    async find(question, answers, count) {
      const found = await passages.retrieve(question, { k: depth, mode: 'bm25', signal: running.signal });
      return found
        .map(({ passage }) => passage)
        .filter(({ title = '', text }) => !givesAnswer([title, text], answers))
        .slice(0, count);
    },
    close: () => passages.close(),
  };
}
