import type { ScoredPassage } from '../../../passage.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { Analyzer } from '../../analyzer/analyzer.ts';
import type { Bm25Index } from '../../bm25/bm25-index.ts';
import { fuse } from '../../fusion.ts';
import type { Hits } from '../../hits.ts';
import type { RetrievalMode } from '../../retriever.ts';
import type { CheckedQuery } from '../check-query.ts';
import { BlockIndexes } from './block-indexes.ts';
import type { FilterSets } from './filter-sets.ts';
import { passageAt, passagesAfter } from './passage-rows.ts';
import { generationOf } from './settings.ts';

/** With fewer from each part, fusion would miss passages that are far down in one list. */
const fusionDepth = 100;

/** So many code units of a passage make the query of a rehearsal: a handful of words. */
const rehearsedLength = 60;

type Stage = 'bm25' | 'dense' | 'fused';

/** Searches one connection's file. A search is one read transaction: what it finds is one state of the store. */
export class Searcher {
  readonly #database: Database;
  readonly #analyzer: Analyzer;
  readonly #filters: FilterSets;
  readonly #indexes: BlockIndexes;

  constructor(database: Database, analyzer: Analyzer, filters: FilterSets) {
    this.#database = database;
    this.#analyzer = analyzer;
    this.#filters = filters;
    this.#indexes = new BlockIndexes(database);
  }

  /** Loads the indexes that a search in that mode reads, and searches once: what that compiles and brings into memory, the next search has. */
  load(mode: RetrievalMode, dimensions: number | undefined): void {
    const needed = { bm25: mode !== 'dense', dimensions: mode === 'bm25' ? undefined : dimensions };
    this.#database.transaction('deferred', () => this.#indexes.at(generationOf(this.#database), needed));
    const [first] = passagesAfter(this.#database, 0, 1, { where: '', values: [] });
    if (!first || (mode !== 'bm25' && dimensions === undefined)) return;
    const vector = needed.dimensions === undefined ? undefined : new Float32Array(needed.dimensions).fill(1);
    this.search(first.passage.text.slice(0, rehearsedLength), vector, { k: fusionDepth, mode, filter: undefined });
  }

  /** The vector is given where dense retrieval takes part. */
  search(query: string, vector: Float32Array | undefined, { k, mode, filter }: CheckedQuery): ScoredPassage[] {
    const terms = mode === 'dense' ? [] : this.#analyzer.analyze(query);
    return this.#database.transaction('deferred', () => {
      const generation = generationOf(this.#database);
      const { bm25, dense } = this.#indexes.at(generation, { bm25: terms.length > 0, dimensions: vector?.length });
      const accept = filter && this.#indexes.accept(this.#filters.allowed(filter, generation));
      const depth = mode === 'hybrid' ? Math.max(k, fusionDepth) : k;
      const found = new Map<Stage, Hits>();
      if (terms.length > 0) found.set('bm25', bm25!.search(terms, depth, accept));
      if (vector) found.set('dense', dense!.search(vector, depth, accept));
      if (mode === 'hybrid') {
        const lexical = { hits: found.get('bm25') ?? nothing, scores: (docnos: Uint32Array) => bm25Scores(bm25, terms, docnos) };
        const semantic = { hits: found.get('dense') ?? nothing, scores: (docnos: Uint32Array) => dense!.scores(vector!, docnos) };
        const fused = fuse({ bm25: lexical, dense: semantic }, k);
        found.set('fused', fused);
        // What only one part found has a true score in the other all the same, though no rank.
        const known = { ...(terms.length > 0 && { bm25: lexical.scores(fused.docnos) }), dense: semantic.scores(fused.docnos) };
        return this.#passages(found, 'fused', known);
      }
      return this.#passages(found, mode);
    });
  }

  /** The passages of one stage, with what all stages say of them; `known`: scores of the other stages for each. */
  #passages(found: Map<Stage, Hits>, last: Stage, known: Partial<Record<Stage, Float32Array>> = {}): ScoredPassage[] {
    const scored = Array.from(found.get(last)?.docnos ?? [], (docno, i): [number, ScoredPassage] => {
      const passage = passageAt(this.#database, this.#indexes.placeOf(docno))!;
      const scores = Object.fromEntries(Object.entries(known).map(([stage, values]) => [stage, values[i]!]));
      return [docno, { passage, scores, ranks: {} }];
    });
    const byDocno = new Map(scored);
    for (const [stage, { docnos, scores }] of found) {
      for (const [index, docno] of docnos.entries()) {
        const each = byDocno.get(docno);
        if (!each) continue;
        each.scores[stage] = scores[index]!;
        each.ranks[stage] = index + 1;
      }
    }
    return scored.map(([, each]) => each);
  }
}

/** True scores of documents that the search for the best may have passed over; 0 for those without any of the terms. */
function bm25Scores(index: Bm25Index | undefined, terms: string[], docnos: Uint32Array): Float32Array {
  const scores = new Float32Array(docnos.length);
  if (!index || terms.length === 0 || docnos.length === 0) return scores;
  const accept = new Uint8Array(docnos.reduce((last, docno) => Math.max(last, docno), 0) + 1);
  for (const docno of docnos) accept[docno] = 1;
  const hits = index.search(terms, docnos.length, accept);
  const known = new Map(Array.from(hits.docnos, (docno, rank) => [docno, hits.scores[rank]!]));
  return scores.map((_, at) => known.get(docnos[at]!) ?? 0);
}

const nothing: Hits = { docnos: new Uint32Array(), scores: new Float32Array() };
