import { falseNegatives } from '../../src/rerank/train/false-negatives.ts';
import type { NegativePassage } from '../../src/rerank/train/rows.ts';
import { englishAnalyzer } from '../../src/retrieval/analyzer/english.ts';
import { passageTerms } from '../../src/retrieval/analyzer/passage-terms.ts';
import { encodeDocuments } from '../../src/retrieval/bm25/block.ts';
import { Bm25Index } from '../../src/retrieval/bm25/bm25-index.ts';
import type { ReadingQuestion } from './squad.ts';

const analyzer = englishAnalyzer();
const nearDuplicate = 0.5;

/** Finds for a question the paragraphs of the same article that BM25 takes for the best wrong ones: what a reader must learn to leave unanswered. */
export function articleNegatives(
  articles: ReadonlyMap<string, readonly ReadingQuestion['positive'][]>,
  count: number,
): (question: ReadingQuestion) => NegativePassage[] {
  const indexes = new Map<string, Bm25Index>();
  for (const [article, paragraphs] of articles) {
    const index = new Bm25Index();
    index.append(encodeDocuments(paragraphs.map((paragraph) => passageTerms(analyzer, paragraph))));
    indexes.set(article, index);
  }
  return ({ article, question, answers, positive }) => {
    const [paragraphs, index] = [articles.get(article)!, indexes.get(article)!];
    const judge = falseNegatives({ positives: [positive], answers }, nearDuplicate);
    const found = Array.from(index.search(analyzer.analyze(question), paragraphs.length).docnos, (docno) => paragraphs[docno]!);
    const negatives: NegativePassage[] = [];
    for (const { id, title, text } of found) {
      if (negatives.length === count) break;
      if (judge({ title, text }) === null) negatives.push({ ...(id && { id }), ...(title && { title }), text, source: 'same-source' });
    }
    return negatives;
  };
}
