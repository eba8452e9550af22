import { loadDataset } from '../../datasets/load-dataset.ts';
import type { Passage } from '../../src/passage.ts';
import type { LongRunning } from '../../src/progress.ts';
import { givesAnswer } from '../measures/conflict/gives-answer.ts';
import { corpusLocation, openCorpusToRead } from '../open-corpus.ts';

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
  const passages = await openCorpusToRead(location, corpus, null, running);
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
