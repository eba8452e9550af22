import { startQdrant } from 'qdrant-server';
import { afterAll, describe } from 'vitest';
import { describePassageStore } from '../store.case.ts';
import { openQdrantStore } from './qdrant-store.ts';

// One segment a collection: creating a collection waits for the disk once for each.
const server = await startQdrant({ environment: { QDRANT__STORAGE__OPTIMIZERS__DEFAULT_SEGMENT_NUMBER: '1' } });

if ('skip' in server) {
  describe.skip(`Qdrant store (skipped: ${server.skip})`, () => {});
} else {
  let collection = 0;
  afterAll(() => server.stop());
  describePassageStore('Qdrant store', {
    open: (options) => openQdrantStore(server.url, `passages-${collection}`, options),
    reset: async () => {
      await fetch(`${server.url}/collections/passages-${collection++}`, { method: 'DELETE' });
    },
    skip: {
      'leaves statistics as if the passages had never been there':
        'Qdrant counts deleted points in its document frequencies until it rewrites the segment, and the average length is not taken anew',
    },
  });
}
