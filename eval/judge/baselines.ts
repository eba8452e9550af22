import { Rng } from '../../src/nn/training/rng.ts';
import { unscored } from '../../src/passage.ts';
import type { Reranker } from '../../src/rerank/reranker.ts';
import { englishAnalyzer } from '../../src/retrieval/analyzer/english.ts';
import { passageTerms } from '../../src/retrieval/analyzer/passage-terms.ts';
import { encodeDocuments } from '../../src/retrieval/bm25/block.ts';
import { Bm25Index } from '../../src/retrieval/bm25/bm25-index.ts';
import type { CandidateList } from './candidates.ts';
import type { Scores } from './score-list.ts';

/** Scores the candidates of a list without a language model. */
export type Baseline = (list: CandidateList, index: number) => Promise<Scores>;

export const random =
  (seed: number): Baseline =>
  async ({ candidates }, index) => {
    const rng = Rng.of(seed, index);
    return { useful: candidates.map(() => rng.float()) };
  };

/** Takes every passage for useful. */
export const everything: Baseline = async ({ candidates }) => ({ useful: candidates.map(() => 1), selected: candidates.map(() => true) });

/** BM25 whose statistics are those of all candidates of all lists. */
export function bm25(lists: readonly CandidateList[]): Baseline {
  const analyzer = englishAnalyzer();
  const index = new Bm25Index();
  const numbers = new Map<string, number>();
  const documents: string[][] = [];
  for (const candidate of lists.flatMap(({ candidates }) => candidates)) {
    if (numbers.has(candidate.id)) continue;
    numbers.set(candidate.id, documents.length);
    documents.push(passageTerms(analyzer, candidate));
  }
  index.append(encodeDocuments(documents));
  return async ({ question, candidates }) => {
    const { docnos, scores } = index.search(analyzer.analyze(question), documents.length);
    const found = new Map(Array.from(docnos, (docno, at) => [docno, scores[at]!]));
    return { useful: candidates.map(({ id }) => found.get(numbers.get(id)!) ?? 0) };
  };
}

/** A trained reranker; passages that more likely help than not are its set. */
export const trained =
  (reranker: Reranker): Baseline =>
  async ({ question, candidates }) => {
    const passages = candidates.map(unscored);
    const useful = new Map((await reranker.rank(question, passages)).map(({ passage, scores }) => [passage.id, scores.useful!]));
    const scores = candidates.map(({ id }) => useful.get(id)!);
    return { useful: scores, selected: scores.map((score) => score >= 0.5) };
  };
