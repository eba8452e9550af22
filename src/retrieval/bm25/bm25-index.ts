import { z } from 'zod';
import { AccordError } from '../../errors.ts';
import type { Hits } from '../hits.ts';
import { decodeBlock } from './block.ts';
import { idf } from './formula.ts';
import { mergePostings, type Postings, windowSize } from './postings.ts';
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
  readonly #termIds = new Map<string, number>();
  /** By term id. */
  readonly #documentFrequencies: number[] = [];
  #segments: Segment[] = [];
  /** Appended since the last search. */
  #pending: Postings[] = [];
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
   * leaves some out, whose docnos then stay unused. Throws `store-corrupt` and adds nothing where the bytes are damaged.
   */
  append(block: Uint8Array, dead?: Uint8Array): number {
    const base = this.#end;
    const postings = decodeBlock(block, base, (term) => this.#termId(term), dead);
    for (let i = 0; i < postings.termIds.length; i++) {
      this.#documentFrequencies[postings.termIds[i]!]! += postings.offsets[i + 1]! - postings.offsets[i]!;
    }
    for (const length of postings.lengths) this.#count(length, 1);
    this.#end += postings.span;
    if (postings.span > 0) this.#pending.push(postings);
    return base;
  }

  /** Takes documents out; the statistics are those of an index that never had them. Unknown and deleted docnos are passed over. */
  delete(docnos: Iterable<number>): void {
    const sorted = Uint32Array.from(docnos).sort();
    if (sorted.length === 0) return;
    this.#merge();
    for (const segment of this.#segments) {
      const lengths = segment.markDead(sorted);
      for (const length of lengths) this.#count(length, -1);
    }
  }

  /**
   * The k best documents for a query of terms; a repeated term counts as often as it stands. Equal to sorting the scores of all documents. `accept`
   * (one byte a docno, 1 = allowed; none past its end) applies before the k are taken. Throws `invalid-input` unless k is an integer ≥ 1.
   */
  search(terms: readonly string[], k: number, accept?: Uint8Array): Hits {
    if (!Number.isInteger(k) || k < 1) {
      throw new AccordError('invalid-input', `k is ${k}.`, 'Give k as an integer of at least 1.');
    }
    this.#merge();
    this.#segments = this.#segments.map((segment) => (segment.hasDead ? this.#purge(segment) : segment));
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

  #termId(term: string): number {
    let id = this.#termIds.get(term);
    if (id === undefined) {
      id = this.#documentFrequencies.length;
      this.#termIds.set(term, id);
      this.#documentFrequencies.push(0);
    }
    return id;
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
    const query: (QueryTerm & { term: string })[] = [];
    for (const [term, count] of counts) {
      const termId = this.#termIds.get(term);
      const documentFrequency = termId === undefined ? 0 : this.#documentFrequencies[termId]!;
      if (documentFrequency > 0) query.push({ term, termId: termId!, weight: count * idf(this.#documents, documentFrequency) });
    }
    return query.sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1));
  }

  #purge(segment: Segment): Segment {
    return segment.purged((termId, entries) => {
      this.#documentFrequencies[termId]! -= entries;
    });
  }

  /** Makes segments of what was appended. */
  #merge(): void {
    if (this.#pending.length === 0) return;
    const pending = this.#pending;
    this.#pending = [];
    let group: Postings[] = [];
    for (const postings of pending) {
      if (group.length > 0 && spanOf(group) + postings.span > windowSize) {
        this.#addSegment(group);
        group = [];
      }
      group.push(postings);
    }
    this.#addSegment(group);
  }

  /**
   * The last segments join in as long as they are no larger than what joins them, so that an entry is copied a logarithmic number of times,
   * and no segment covers more than a window.
   */
  #addSegment(parts: Postings[]): void {
    const group = [...parts];
    for (let last = this.#segments.at(-1); last; last = this.#segments.at(-1)) {
      const span = spanOf(group);
      if (last.postings.span > span || last.postings.span + span > windowSize) break;
      group.unshift((last.hasDead ? this.#purge(last) : last).postings);
      this.#segments.pop();
    }
    this.#segments.push(new Segment(mergePostings(group, this.#documentFrequencies.length)));
  }
}

function spanOf(group: readonly Postings[]): number {
  const last = group.at(-1)!;
  return last.base + last.span - group[0]!.base;
}
