import { frequencyIn, frequencyOf, longFrequency, windowSize } from './postings.ts';
import type { Segment, TermList } from './segment.ts';
import type { TopK } from './top-k.ts';

export interface QueryTerm {
  term: string;
  /** idf × occurrences in the query. */
  weight: number;
}

/** A query term's list in the segment at hand. */
interface List {
  postings: TermList;
  weight: number;
  /** The most that the list can add to a score. */
  bound: number;
}

const buckets = 1024;
/** Walking a list costs this many times less an entry than finding a document in it by bisection. */
const bisectionCost = 24;

/**
 * Scores one segment at a time, one list after the other, heaviest first (term-at-a-time MaxScore; Turtle and Flood, "Query evaluation:
 * strategies and optimizations", 1995). As soon as what the lists still to come can add is less than a score that k documents reach, no document
 * outside the lists seen can win, and those lists are only asked about documents that still can. What is left out can not be among the k best.
 *
 * The buffers are kept from query to query.
 */
export class SegmentSearcher {
  /** Scores by document; all 0 between searches. */
  readonly #scores = new Float32Array(windowSize);
  /** The documents whose score is not 0. */
  readonly #touched = new Uint16Array(windowSize + 1);
  readonly #candidates = new Uint16Array(windowSize);
  readonly #histogram = new Uint32Array(buckets);

  /** Offers the segment's best documents to `top`, whose hits so far must all have lower docnos. */
  search(segment: Segment, query: readonly QueryTerm[], top: TopK, accept?: Uint8Array): void {
    const lists = listsOf(segment, query);
    const allowed = accept?.subarray(segment.base, segment.base + segment.span) ?? null;
    // What the lists from i on can add. Sums of float32 stray from these by an ulp a term: the bounds allow for that.
    const slack = 1 + (lists.length + 2) * 2 ** -23;
    const rest = new Float64Array(lists.length + 1);
    for (let i = lists.length - 1; i >= 0; i--) rest[i] = rest[i + 1]! + lists[i]!.bound * slack;

    let threshold = top.threshold / slack;
    let touched = 0;
    let i = 0;
    while (i < lists.length && rest[i]! >= threshold) {
      touched = this.#scoreAll(segment, lists[i++]!, allowed, touched);
      // Not worth counting while even the highest score could not keep new documents out.
      if (rest[0]! > 2 * rest[i]! && this.#reach(touched, rest[i]! * slack, top.k)) break;
    }
    threshold = Math.max(threshold, this.#kthBest(this.#touched, touched, top.k, rest[0]! - rest[i]!) / slack);
    let documents = this.#touched;
    let candidates = touched;
    for (; i < lists.length && candidates > 0; i++) {
      candidates = this.#scoreCandidates(segment, lists[i]!, documents, candidates, threshold - rest[i]!, threshold - rest[i + 1]!);
      documents = this.#candidates;
      threshold = Math.max(threshold, this.#kthBest(documents, candidates, top.k, rest[0]! - rest[i + 1]!) / slack);
    }
    candidates = this.#keep(documents, candidates, threshold);
    for (let c = 0; c < candidates; c++) {
      const document = this.#candidates[c]!;
      top.offer(this.#scores[document]!, segment.base + document);
    }
    for (let t = 0; t < touched; t++) this.#scores[this.#touched[t]!] = 0;
  }

  /** Adds a list to the scores of all its allowed documents; returns how many documents have a score. */
  #scoreAll(segment: Segment, { postings, weight }: List, allowed: Uint8Array | null, before: number): number {
    const { documents, frequencies } = postings;
    const norms = segment.norms;
    const scores = this.#scores;
    const touched = this.#touched;
    let count = before;
    for (let i = 0; i < documents.length; i++) {
      const document = documents[i]!;
      if (allowed !== null && allowed[document] !== 1) continue;
      let frequency = frequencies[i]!;
      if (frequency === longFrequency) frequency = frequencyOf(postings, i);
      const score = scores[document]!;
      // Without a branch, which would be mispredicted half of the time.
      touched[count] = document;
      count += score === 0 ? 1 : 0;
      scores[document] = score + (weight * frequency) / (frequency + norms[document]!);
    }
    return count;
  }

  /**
   * Adds a list to the scores of those documents that have at least `before`, and copies to the candidates those that then have at least `after`;
   * returns how many.
   */
  #scoreCandidates(segment: Segment, list: List, documents: Uint16Array, count: number, before: number, after: number): number {
    const { postings, weight } = list;
    const { table } = postings;
    if (table === null && postings.documents.length < count * bisectionCost) {
      this.#scoreSeen(segment, list);
      return this.#keep(documents, count, after);
    }
    const norms = segment.norms;
    const scores = this.#scores;
    const candidates = this.#candidates;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const document = documents[i]!;
      let score = scores[document]!;
      if (score < before) continue;
      let frequency = table === null ? longFrequency : table[document]!;
      if (frequency === longFrequency) frequency = frequencyIn(postings, document);
      score += (weight * frequency) / (frequency + norms[document]!);
      scores[document] = score;
      if (score >= after) candidates[kept++] = document;
    }
    return kept;
  }

  /** Adds a list to all scores above 0, those of documents that can not win included, which does no harm. */
  #scoreSeen(segment: Segment, { postings, weight }: List): void {
    const { documents, frequencies } = postings;
    const norms = segment.norms;
    const scores = this.#scores;
    for (let i = 0; i < documents.length; i++) {
      const document = documents[i]!;
      const score = scores[document]!;
      if (score === 0) continue;
      let frequency = frequencies[i]!;
      if (frequency === longFrequency) frequency = frequencyOf(postings, i);
      scores[document] = score + (weight * frequency) / (frequency + norms[document]!);
    }
  }

  /** Whether at least k of the documents scored so far have more than `score`. */
  #reach(touched: number, score: number, k: number): boolean {
    if (touched < k) return false;
    const scores = this.#scores;
    let above = 0;
    for (let t = 0; t < touched && above < k; t++) if (scores[this.#touched[t]!]! > score) above++;
    return above >= k;
  }

  /** Copies to the candidates those documents whose score is at least `lowest`; returns how many. */
  #keep(documents: Uint16Array, count: number, lowest: number): number {
    const scores = this.#scores;
    const candidates = this.#candidates;
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const document = documents[i]!;
      if (scores[document]! >= lowest) candidates[kept++] = document;
    }
    return kept;
  }

  /** A score that at least k of the documents reach, close to the k-th best; 0 where there are fewer. No score is above `highest`. */
  #kthBest(documents: Uint16Array, count: number, k: number, highest: number): number {
    if (count < k) return 0;
    const scores = this.#scores;
    const histogram = this.#histogram.fill(0);
    const scale = (buckets - 1) / highest;
    for (let i = 0; i < count; i++) histogram[(scores[documents[i]!]! * scale) | 0]!++;
    let above = 0;
    for (let bucket = buckets - 1; bucket > 0; bucket--) {
      above += histogram[bucket]!;
      if (above >= k) return bucket / scale;
    }
    return 0;
  }
}

function listsOf(segment: Segment, query: readonly QueryTerm[]): List[] {
  const lists: List[] = [];
  for (const { term, weight } of query) {
    const postings = segment.list(term);
    if (postings) lists.push({ postings, weight, bound: weight * segment.peak(postings) });
  }
  return lists;
}
