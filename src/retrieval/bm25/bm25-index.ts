import { z } from 'zod';
import { AccordError } from '../../errors.ts';
import type { Hits } from '../hits.ts';
import { Block } from './block.ts';
import { idf } from './formula.ts';
import { type QueryTerm, SegmentSearcher } from './search.ts';
import { Segment } from './segment.ts';
import { TopK } from './top-k.ts';

/** The defaults were best in hybrid retrieval on training questions of NQ and SQuAD (eval/fusion-study.ts --train); Anserini's are k1 .9, b .4. */
export const Bm25Options = z.strictObject({
  k1: z.number().min(0).default(0.5).describe('Saturation of the term frequency, ≥ 0; 0 counts presence only'),
  b: z.number().min(0).max(1).default(0.5).describe('Length normalisation, 0 (none) to 1 (full)'),
  lengths: z
    .enum(['exact', 'byte'])
    .default('exact')
    .describe('Document lengths as they are (bm25s and most others), or rounded to one byte as Lucene keeps them'),
});
export type Bm25Options = z.input<typeof Bm25Options>;

/**
 * BM25 over documents known by number, in memory: blocks of encoded documents are appended, documents deleted, and the exact k best found
 * without scoring all. Docnos are dense and ascending in the order of the blocks, and never used again. A document without terms can not be found and
 * does not count in the statistics, as in Lucene.
 *
 * @example
 * const index = new Bm25Index();
 * index.append(encodeDocuments([['red', 'fox'], ['red', 'hat']]));
 * index.search(['fox'], 10).docnos; // Uint32Array [0]
 */
export class Bm25Index {
  readonly #options: z.output<typeof Bm25Options>;
  readonly #segments: Segment[] = [];
  readonly #searcher = new SegmentSearcher();
  #end = 0;
  #documents = 0;
  #totalLength = 0;

  constructor(options: Bm25Options = {}) {
    this.#options = Bm25Options.parse(options);
  }

  /** The docno that the next appended document gets. */
  get end(): number {
    return this.#end;
  }

  /** Documents that can be found. */
  get documents(): number {
    return this.#documents;
  }

  /**
   * Adds the documents of a block made by `encodeDocuments` and returns the docno of the first. `dead` (one byte a document, 1 = deleted)
   * leaves some out, whose docnos then stay unused. The bytes are kept and must not be changed. Throws `store-corrupt` and adds nothing where they are no
   * block; damage within is found by the search that meets it.
   */
  append(bytes: Uint8Array, dead?: Uint8Array): number {
    const block = new Block(bytes);
    const base = this.#end;
    if (block.span === 0) return base;
    let segment = this.#segments.at(-1);
    if (!segment?.fits(block)) {
      segment = new Segment(base);
      this.#segments.push(segment);
    }
    segment.append(block);
    for (const length of block.lengths) this.#count(length, 1);
    this.#end += block.span;
    if (dead) this.delete(Array.from({ length: block.span }, (_, i) => base + i).filter((_, i) => dead[i]));
    return base;
  }

  /** Takes documents out; the statistics are those of an index that never had them. Unknown and deleted docnos are passed over. */
  delete(docnos: Iterable<number>): void {
    const all = [...docnos];
    for (const segment of this.#segments) for (const length of segment.delete(all)) this.#count(length, -1);
  }

  /**
   * The k best documents for a query of terms; a repeated term counts as often as it stands. Equal to sorting the scores of all documents. `accept`
   * (one byte a docno, 1 = allowed; none past its end) applies before the k are taken. Throws `invalid-input` unless k is an integer ≥ 1.
   */
  search(terms: readonly string[], k: number, accept?: Uint8Array): Hits {
    if (!Number.isInteger(k) || k < 1) {
      throw new AccordError('invalid-input', `k is ${k}.`, 'Give k as an integer of at least 1.');
    }
    const top = new TopK(Math.min(k, this.#documents));
    if (this.#documents > 0) {
      const averageLength = this.#totalLength / this.#documents;
      const query = this.#weigh(terms);
      for (const segment of this.#segments) {
        segment.prepare(averageLength, this.#options);
        this.#searcher.search(segment, query, top, accept);
      }
    }
    return top.take();
  }

  #count(length: number, sign: 1 | -1): void {
    if (length === 0) return;
    this.#documents += sign;
    this.#totalLength += sign * length;
  }

  /** The query's known terms, heaviest first: an order that depends on the documents alone, so that sums round alike however they were added. */
  #weigh(terms: readonly string[]): QueryTerm[] {
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const query: QueryTerm[] = [];
    for (const [term, count] of counts) {
      const documentFrequency = this.#segments.reduce((sum, segment) => sum + (segment.list(term)?.documents.length ?? 0), 0);
      if (documentFrequency > 0) query.push({ term, weight: count * idf(this.#documents, documentFrequency) });
    }
    return query.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
  }
}
