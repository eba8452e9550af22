import { type Bm25Parameters, lengthNorm } from './formula.ts';
import { longFrequency, longFrequencyKey, type Postings, withoutDocuments } from './postings.ts';

/** A list this fraction of the window long also gets a table with one byte a document: a look-up for less room than it seems. */
const tableFraction = 1 / 16;

/** Keeps 0 / (0 + norm) at 0 where k1 or b make the norm 0; far too little to change a score. */
const leastNorm = 1e-30;

/** Postings with what a search needs beside them, worked out when first asked for. */
export class Segment {
  readonly postings: Postings;
  /** `lengthNorm` of each document. */
  norms = new Float32Array(0);
  /** The highest tf / (tf + norm) in each list; 0 = not known yet. */
  readonly #peaks: Float32Array;
  readonly #tables = new Map<number, Uint8Array>();
  #averageLength = Number.NaN;
  #dead: Uint8Array | null = null;

  constructor(postings: Postings) {
    this.postings = postings;
    this.#peaks = new Float32Array(postings.termIds.length);
  }

  get hasDead(): boolean {
    return this.#dead !== null;
  }

  /** Sets the statistics of the whole index; needed before a search. */
  prepare(averageLength: number, parameters: Bm25Parameters): void {
    if (averageLength === this.#averageLength) return;
    this.#averageLength = averageLength;
    this.norms = Float32Array.from(this.postings.lengths, (length) => Math.max(leastNorm, lengthNorm(length, averageLength, parameters)));
    this.#peaks.fill(0);
  }

  /** The list of a term, or -1. */
  slotOf(termId: number): number {
    const { termIds } = this.postings;
    let low = 0;
    let high = termIds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (termIds[middle]! < termId) low = middle + 1;
      else high = middle;
    }
    return termIds[low] === termId ? low : -1;
  }

  /** No document gets more from the list than this for a weight of 1, up to the rounding of a float32. */
  peak(slot: number): number {
    const known = this.#peaks[slot]!;
    if (known > 0) return known;
    const { offsets, documents } = this.postings;
    let peak = 0;
    for (let i = offsets[slot]!; i < offsets[slot + 1]!; i++) {
      const frequency = this.frequency(slot, i);
      peak = Math.max(peak, frequency / (frequency + this.norms[documents[i]!]!));
    }
    this.#peaks[slot] = peak;
    return peak;
  }

  /** The term frequency of an entry of a list. */
  frequency(slot: number, entry: number): number {
    const { frequencies, documents, termIds, longFrequencies } = this.postings;
    const frequency = frequencies[entry]!;
    return frequency < longFrequency ? frequency : longFrequencies.get(longFrequencyKey(termIds[slot]!, documents[entry]!))!;
  }

  /** The frequency of a list's term in a document; 0 where it is not in the list. */
  frequencyIn(slot: number, document: number): number {
    const { offsets, documents } = this.postings;
    let low = offsets[slot]!;
    let high = offsets[slot + 1]!;
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (documents[middle]! < document) low = middle + 1;
      else high = middle;
    }
    return low < end && documents[low] === document ? this.frequency(slot, low) : 0;
  }

  /** Term frequencies by document, for a list that is long enough to deserve a table; else null. */
  table(slot: number): Uint8Array | null {
    const known = this.#tables.get(slot);
    if (known) return known;
    const { offsets, documents, frequencies, span } = this.postings;
    if (offsets[slot + 1]! - offsets[slot]! < span * tableFraction) return null;
    const table = new Uint8Array(span);
    for (let i = offsets[slot]!; i < offsets[slot + 1]!; i++) table[documents[i]!] = frequencies[i]!;
    this.#tables.set(slot, table);
    return table;
  }

  /** Marks those of the docnos (ascending) that lie here; returns the lengths of the documents newly marked. */
  markDead(docnos: Uint32Array): number[] {
    const { base, span, lengths } = this.postings;
    const newly: number[] = [];
    for (const docno of docnos) {
      const document = docno - base;
      if (document < 0 || document >= span || lengths[document] === 0 || this.#dead?.[document]) continue;
      this.#dead ??= new Uint8Array(span);
      this.#dead[document] = 1;
      newly.push(lengths[document]!);
    }
    return newly;
  }

  /** This segment without its dead; see {@link withoutDocuments}. */
  purged(onLoss: (termId: number, entries: number) => void): Segment {
    return new Segment(withoutDocuments(this.postings, this.#dead!, onLoss));
  }
}
