import { randomIntegers } from '../../random.ts';
import type { PassageStore } from '../../retrieval/store/store.ts';
import type { MiningCorpus } from './mine.ts';
import { reservoir } from './reservoir.ts';

/** Random negatives are drawn from so many passages. */
const sampleSize = 2000;

/**
 * A store to mine from. A passage's source is its metadata field `source`; where the positives name none, nothing is of the same source.
 *
 * @param depth how many passages of a source are looked at
 * @param withRandom whether passages are sampled for random negatives, which reads the whole store
 */
export async function storeCorpus(
  store: PassageStore,
  { depth, withRandom, seed }: { depth: number; withRandom: boolean; seed: number },
): Promise<MiningCorpus> {
  return {
    retriever: store,
    get: (ids) => store.get(ids),
    async sameSource({ question }, positives, signal) {
      const sources = new Set(positives.flatMap(({ metadata: { source } }) => (typeof source === 'string' ? source : [])));
      if (sources.size === 0) return [];
      const filter = { field: 'source', in: [...sources] };
      return (await store.retrieve(question, { k: depth, filter, signal })).map(({ passage }) => passage);
    },
    random: withRandom ? await reservoir(store.passages(), sampleSize, randomIntegers(seed)) : [],
  };
}
