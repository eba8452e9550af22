import { startQdrant } from 'qdrant-server';
import { describe, expect, test } from 'vitest';
import { loadDataset } from '../../../../datasets/load-dataset.ts';
import type { Passage } from '../../../passage.ts';
import { englishAnalyzer } from '../../analyzer/english.ts';
import { passageTerms } from '../../analyzer/passage-terms.ts';
import { encodeDocuments } from '../../bm25/block.ts';
import { Bm25Index } from '../../bm25/bm25-index.ts';
import { openQdrantStore } from './qdrant-store.ts';

const passageCount = 4000;
const questionCount = 200;

describe.skipIf(!process.env.RAG_DATA_DIR)('BM25 of a Qdrant store on Natural Questions (skipped without RAG_DATA_DIR)', () => {
  test('agrees with the index in memory', async ({ skip }) => {
    const server = await startQdrant();
    if ('skip' in server) return skip(server.skip);
    try {
      const { corpus, questions } = await loadDataset('nq');
      const passages: Passage[] = [];
      for await (const passage of corpus.read()) {
        if (passages.push(passage) === passageCount) break;
      }
      const store = await openQdrantStore(server.url, 'nq');
      await store.add(passages);
      const analyzer = englishAnalyzer();
      const index = new Bm25Index();
      index.append(encodeDocuments(passages.map((passage) => passageTerms(analyzer, passage))));

      let shared = 0;
      let expected = 0;
      for (const { question } of questions.slice(0, questionCount)) {
        const { docnos } = index.search(analyzer.analyze(question), 10);
        const ids = new Set(Array.from(docnos, (docno) => passages[docno]!.id));
        const found = await store.retrieve(question, { k: 10, mode: 'bm25' });
        shared += found.filter(({ passage }) => ids.has(passage.id)).length;
        expected += ids.size;
      }
      // The average length was last taken when the collection was a little smaller, and equal scores may come in any order.
      expect(shared / expected).toBeGreaterThan(0.99);
    } finally {
      await server.stop();
    }
  });
});
