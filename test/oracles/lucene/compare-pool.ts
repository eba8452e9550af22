// Compares with Lucene and bm25s over the 85k pool and 1,000 NQ questions, and the analyzers over every passage; prints JSON, exits 1 on a difference.
// RAG_DATA_DIR=… npx tsx test/oracles/lucene/compare-pool.ts. Needs Java, Maven, bench/rivals/setup.sh and some 4 GB of memory.
import { type PoolPassage, type RerankQuestion, readData } from '../../../bench/data.ts';
import { passageText } from '../../../src/passage.ts';
import type { Analyzer } from '../../../src/retrieval/analyzer/analyzer.ts';
import { englishAnalyzer } from '../../../src/retrieval/analyzer/english.ts';
import { plainAnalyzer } from '../../../src/retrieval/analyzer/plain.ts';
import { encodeDocuments } from '../../../src/retrieval/bm25/block.ts';
import { Bm25Index } from '../../../src/retrieval/bm25/bm25-index.ts';
import { compareRankings } from './compare-rankings.ts';
import { luceneTerms, searchOracles } from './oracles.ts';

const k = 100;
const texts = (await readData<PoolPassage>('wiki_pool/passages')).map(passageText);
const questions = (await readData<RerankQuestion>('rerank_bm25/nq_test_oracle2655')).slice(0, 1000).map(({ question }) => question);

const passagesThatDiffer = {
  english: countDifferences(englishAnalyzer(), 'english'),
  'english-keep-stop-words': countDifferences(englishAnalyzer({ stopWords: false }), 'english-keep-stop-words'),
  plain: countDifferences(plainAnalyzer(), 'plain'),
};

const analyzer = plainAnalyzer();
const documents = texts.map((text) => analyzer.analyze(text));
const queries = questions.map((question) => analyzer.analyze(question));
// A few more than k, to see whether the last ones are tied with what follows.
const oracles = searchOracles(documents, queries, k + 50);
const rankings = {
  'Lucene 9.12.1': compare('byte', oracles.lucene),
  'bm25s lucene': compare('exact', oracles.bm25s),
};
console.log(JSON.stringify({ passages: texts.length, questions: questions.length, k, passagesThatDiffer, rankings }, null, 2));
const differ = [...Object.values(passagesThatDiffer), ...Object.values(rankings).map(({ queriesThatDiffer }) => queriesThatDiffer)];
process.exitCode = differ.some((count) => count > 0) ? 1 : 0;

function countDifferences(ours: Analyzer, name: Parameters<typeof luceneTerms>[0]): number {
  const expected = luceneTerms(name, texts);
  return texts.filter((text, i) => JSON.stringify(ours.analyze(text)) !== JSON.stringify(expected[i])).length;
}

function compare(lengths: 'exact' | 'byte', expected: [number, number][][]) {
  const index = new Bm25Index({ k1: 0.9, b: 0.4, lengths });
  for (let i = 0; i < documents.length; i += 8192) index.append(encodeDocuments(documents.slice(i, i + 8192)));
  let queriesThatDiffer = 0;
  let largestError = 0;
  for (const [i, query] of queries.entries()) {
    const { error, same } = compareRankings(index.search(query, k), expected[i]!, k);
    largestError = Math.max(largestError, error);
    if (!same || error > 1e-4) queriesThatDiffer++;
  }
  return { queriesThatDiffer, largestRelativeScoreError: largestError };
}
