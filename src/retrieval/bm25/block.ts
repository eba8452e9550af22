import { aligned } from '../../aligned.ts';
import { AccordError } from '../../errors.ts';
import { ByteReader, ByteWriter, corrupt } from './leb128.ts';
import { longFrequency, type Postings, windowSize } from './postings.ts';

const version = 2;
const headerWords = 6;
const encodings = ['utf8', 'utf16le'] as const;

/**
 * Encodes documents, each the list of its terms in any order with repetitions, as one self-contained block of bytes: what a store keeps and
 * what `Bm25Index.append` takes. At most 65,536 documents. Depends on nothing but its input.
 *
 * Layout: words of 32 bits, little-endian: version, number of documents, number of terms, bytes of the dictionary, its encoding (0 UTF-8; 1 UTF-16LE,
 * which also keeps lone surrogates), bytes of the lists; each document's length; where each term ends in the dictionary, in UTF-16 code units; where
 * each term's list ends. Then the dictionary, all terms in ascending order as one string, and the inverted lists, term by term: the number of entries,
 * and for each the distance to the document before (at first: to -1) doubled, plus 1 if a frequency above 1 follows, as LEB128. So a block is
 * open as soon as its bytes are there, and a search reads the lists of its own terms alone.
 */
export function encodeDocuments(documents: readonly (readonly string[])[]): Uint8Array {
  if (documents.length > windowSize) {
    throw new AccordError(
      'invalid-input',
      `A block of ${documents.length} documents is too large.`,
      `Encode at most ${windowSize} documents at a time.`,
    );
  }
  const { terms, entries } = invert(documents);
  const sorted = [...terms.keys()].sort((a, b) => (terms[a]! < terms[b]! ? -1 : 1));
  const dictionary = sorted.map((term) => terms[term]!).join('');
  const encoding = /\p{Surrogate}/u.test(dictionary) ? 1 : 0;
  const text = Buffer.from(dictionary, encodings[encoding]);

  const lists = new ByteWriter(terms.length + 3 * entries.documents.length);
  const words = new Uint32Array(headerWords + documents.length + 2 * terms.length);
  for (const [i, document] of documents.entries()) words[headerWords + i] = document.length;
  const termEnds = words.subarray(headerWords + documents.length);
  let termEnd = 0;
  for (const [place, term] of sorted.entries()) {
    const end = entries.offsets[term + 1]!;
    lists.number(end - entries.offsets[term]!);
    let before = -1;
    for (let i = entries.offsets[term]!; i < end; i++) {
      const gap = entries.documents[i]! - before;
      const frequency = entries.frequencies[i]!;
      before = entries.documents[i]!;
      lists.number(2 * gap + (frequency > 1 ? 1 : 0));
      if (frequency > 1) lists.number(frequency);
    }
    termEnds[place] = termEnd += terms[term]!.length;
    termEnds[terms.length + place] = lists.length;
  }
  words.set([version, documents.length, terms.length, text.length, encoding, lists.length]);
  return Buffer.concat([new Uint8Array(words.buffer), text, lists.take()]);
}

interface Entries {
  offsets: Uint32Array;
  documents: Uint32Array;
  frequencies: Uint32Array;
}

/** The documents as inverted lists; terms in the order of their first occurrence. */
function invert(documents: readonly (readonly string[])[]): { terms: string[]; entries: Entries } {
  const ids = new Map<string, number>();
  const terms: string[] = [];
  const counts: number[] = [];
  const lastSeen: number[] = [];
  // One entry a document and distinct term, in the documents' order.
  const entryTerms: number[] = [];
  const entryFrequencies: number[] = [];
  const lastEntry: number[] = [];
  const ends = new Uint32Array(documents.length);
  for (const [document, tokens] of documents.entries()) {
    for (const token of tokens) {
      let id = ids.get(token);
      if (id === undefined) {
        id = terms.length;
        ids.set(token, id);
        terms.push(token);
        counts.push(0);
        lastSeen.push(-1);
        lastEntry.push(0);
      }
      if (lastSeen[id] === document) {
        entryFrequencies[lastEntry[id]!]! += 1;
      } else {
        lastSeen[id] = document;
        counts[id]! += 1;
        lastEntry[id] = entryTerms.length;
        entryTerms.push(id);
        entryFrequencies.push(1);
      }
    }
    ends[document] = entryTerms.length;
  }

  const offsets = new Uint32Array(terms.length + 1);
  for (let id = 0; id < terms.length; id++) offsets[id + 1] = offsets[id]! + counts[id]!;
  const cursor = offsets.slice();
  const entries = { offsets, documents: new Uint32Array(entryTerms.length), frequencies: new Uint32Array(entryTerms.length) };
  let entry = 0;
  for (let document = 0; document < documents.length; document++) {
    for (; entry < ends[document]!; entry++) {
      const at = cursor[entryTerms[entry]!]!++;
      entries.documents[at] = document;
      entries.frequencies[at] = entryFrequencies[entry]!;
    }
  }
  return { terms, entries };
}

/** An encoded block, open for reading. */
export class Block {
  /** Terms of each document; a view of the bytes. */
  readonly lengths: Uint32Array;
  /** How many terms its documents have. */
  readonly terms: number;
  readonly #termEnds: Uint32Array;
  readonly #listEnds: Uint32Array;
  readonly #text: Buffer;
  readonly #encoding: (typeof encodings)[number];
  readonly #lists: ByteReader;
  #dictionary: string | undefined;

  /** The bytes must not be changed later. Throws `store-corrupt` for bytes that are no block; damage within lists shows when they are read. */
  constructor(bytes: Uint8Array) {
    if (bytes.length < 4 * headerWords) throw corrupt('it ends within its header');
    const { buffer, byteOffset } = aligned(bytes, 4);
    const words = new Uint32Array(buffer, byteOffset, bytes.length >>> 2);
    const [found, documents, terms, textBytes, encoding, listBytes] = words as unknown as number[];
    if (found !== version) throw corrupt(`its version is ${found}, not ${version}`);
    if (encodings[encoding!] === undefined) throw corrupt('the encoding of its dictionary is unknown');
    const textAt = 4 * (headerWords + documents! + 2 * terms!);
    const size = textAt + textBytes! + listBytes!;
    if (documents! > windowSize || size !== bytes.length) throw corrupt(`it should have ${size} bytes, not ${bytes.length}`);
    this.terms = terms!;
    this.lengths = words.subarray(headerWords, headerWords + documents!);
    this.#termEnds = words.subarray(headerWords + documents!, headerWords + documents! + terms!);
    this.#listEnds = words.subarray(headerWords + documents! + terms!, textAt / 4);
    this.#encoding = encodings[encoding!]!;
    this.#text = Buffer.from(buffer as ArrayBuffer, byteOffset + textAt, textBytes!);
    this.#lists = new ByteReader(new Uint8Array(buffer, byteOffset + textAt + textBytes!, listBytes!));
  }

  /** How many documents it covers. */
  get span(): number {
    return this.lengths.length;
  }

  /** The number of a term, or -1. */
  find(term: string): number {
    let low = 0;
    let high = this.terms;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.term(middle) < term) low = middle + 1;
      else high = middle;
    }
    return low < this.terms && this.term(low) === term ? low : -1;
  }

  term(number: number): string {
    if (this.#dictionary === undefined) {
      this.#dictionary = this.#text.toString(this.#encoding);
      const units = this.#termEnds.at(-1) ?? 0;
      if (units !== this.#dictionary.length) {
        throw corrupt(`its dictionary has ${this.#dictionary.length} code units, its terms have ${units}`);
      }
    }
    return this.#dictionary.slice(number === 0 ? 0 : this.#termEnds[number - 1], this.#termEnds[number]);
  }

  /** The number of documents in a term's list. */
  count(number: number): number {
    const lists = this.#lists;
    lists.position = number === 0 ? 0 : this.#listEnds[number - 1]!;
    const count = lists.number();
    if (count > this.span) throw corrupt(`a list has ${count} entries for ${this.span} documents`);
    return count;
  }

  /**
   * Writes a term's list to `postings` from entry `to` on, where there must be room, its documents moved by `shift`. Those marked in `dead` (one byte each, once
   * moved) are left out. Returns where the next entry goes. Throws `store-corrupt` for a damaged list.
   */
  read(number: number, postings: Postings, to: number, shift: number, dead: Uint8Array | null): number {
    const { documents, frequencies, longFrequencies } = postings;
    const lists = this.#lists;
    let document = -1;
    for (let left = this.count(number); left > 0; left--) {
      const gap = lists.number();
      const frequency = gap & 1 ? lists.number() : 1;
      document += gap >>> 1;
      if (gap < 2 || document >= this.span) throw corrupt(`a list runs past its ${this.span} documents`);
      if (dead?.[document + shift]) continue;
      documents[to] = document + shift;
      frequencies[to++] = Math.min(frequency, longFrequency);
      if (frequency >= longFrequency) longFrequencies.set(document + shift, frequency);
    }
    if (lists.position !== this.#listEnds[number]) throw corrupt('a list ends elsewhere than it should');
    return to;
  }
}
