import { extended } from '../extended.ts';
import type { Block } from './block.ts';
import { type Bm25Parameters, lengthNorm } from './formula.ts';
import { frequencyOf, type Postings, windowSize } from './postings.ts';

/** A list this fraction of the window long also gets a table with one byte a document: a look-up for less room than it seems. */
const tableFraction = 1 / 16;

/** Keeps 0 / (0 + norm) at 0 where k1 or b make the norm 0; far too little to change a score. */
const leastNorm = 1e-30;

/** The list of a term in a segment. */
export interface TermList extends Postings {
  /** The highest tf / (tf + norm); 0 = not known yet. */
  peak: number;
  /** Frequencies by document, for a list that is long enough to deserve it. */
  table: Uint8Array | null;
}

interface Part {
  block: Block;
  /** Document 0 of the block is this one of the segment. */
  start: number;
}

/** Adjoining blocks, up to a window of documents together. Lists are read from the blocks when they are first asked for. */
export class Segment {
  /** Docno of its first document. */
  readonly base: number;
  /** `lengthNorm` of each document. */
  norms = new Float32Array(0);
  readonly #parts: Part[] = [];
  /** Terms of each document; 0 for a deleted one. */
  #lengths = new Uint32Array(0);
  #span = 0;
  #dead: Uint8Array | null = null;
  readonly #lists = new Map<string, TermList>();
  #averageLength = Number.NaN;

  constructor(base: number) {
    this.base = base;
  }

  /** Documents covered; deleted ones stay as holes. */
  get span(): number {
    return this.#span;
  }

  /** Whether a block finds room, which it always does in an empty segment. */
  fits(block: Block): boolean {
    return this.#span + block.span <= windowSize;
  }

  append(block: Block): void {
    const start = this.#span;
    this.#span += block.span;
    if (this.#span > this.#lengths.length) this.#lengths = extended(this.#lengths, Math.min(windowSize, 2 * this.#span));
    this.#lengths.set(block.lengths, start);
    this.#parts.push({ block, start });
    this.#changed();
  }

  /** Takes those of the docnos that lie here out of all lists; returns the lengths of the documents newly taken out. */
  delete(docnos: Iterable<number>): number[] {
    const newly: number[] = [];
    for (const docno of docnos) {
      const document = docno - this.base;
      if (document < 0 || document >= this.#span || this.#lengths[document] === 0) continue;
      this.#dead ??= new Uint8Array(windowSize);
      this.#dead[document] = 1;
      newly.push(this.#lengths[document]!);
      this.#lengths[document] = 0;
    }
    if (newly.length > 0) this.#changed();
    return newly;
  }

  /** Sets the statistics of the whole index; needed before a search. */
  prepare(averageLength: number, parameters: Bm25Parameters): void {
    if (averageLength === this.#averageLength) return;
    this.#averageLength = averageLength;
    const lengths = this.#lengths.subarray(0, this.#span);
    this.norms = Float32Array.from(lengths, (length) => Math.max(leastNorm, lengthNorm(length, averageLength, parameters)));
    for (const list of this.#lists.values()) list.peak = 0;
  }

  /** The list of a term; undefined where no document has it. Throws `store-corrupt` for a damaged block. */
  list(term: string): TermList | undefined {
    // Terms without a list are not kept: there is no end of them.
    const known = this.#lists.get(term);
    if (known) return known;
    const list = this.#read(term);
    if (list.documents.length === 0) return undefined;
    this.#lists.set(term, list);
    return list;
  }

  /** No document gets more from the list than this for a weight of 1, up to the rounding of a float32. */
  peak(list: TermList): number {
    if (list.peak > 0) return list.peak;
    let peak = 0;
    for (let entry = 0; entry < list.documents.length; entry++) {
      const frequency = frequencyOf(list, entry);
      peak = Math.max(peak, frequency / (frequency + this.norms[list.documents[entry]!]!));
    }
    list.peak = peak;
    return peak;
  }

  #read(term: string): TermList {
    const found = this.#parts.map(({ block, start }) => ({ block, start, number: block.find(term) })).filter(({ number }) => number >= 0);
    const size = found.reduce((sum, { block, number }) => sum + block.count(number), 0);
    const list = { documents: new Uint16Array(size), frequencies: new Uint8Array(size), longFrequencies: new Map<number, number>() };
    let entries = 0;
    for (const { block, start, number } of found) entries = block.read(number, list, entries, start, this.#dead);
    const documents = list.documents.slice(0, entries);
    const frequencies = list.frequencies.slice(0, entries);
    return { ...list, documents, frequencies, peak: 0, table: this.#table(documents, frequencies) };
  }

  #table(documents: Uint16Array, frequencies: Uint8Array): Uint8Array | null {
    if (documents.length < this.#span * tableFraction) return null;
    const table = new Uint8Array(this.#span);
    for (let i = 0; i < documents.length; i++) table[documents[i]!] = frequencies[i]!;
    return table;
  }

  #changed(): void {
    this.#lists.clear();
    this.#averageLength = Number.NaN;
  }
}
