import { AccordError } from '../../errors.ts';
import { longFrequency, longFrequencyKey, type Postings, windowSize } from './postings.ts';

const version = 1;
const encodings = ['utf8', 'utf16le'] as const;

/**
 * Encodes documents, each the list of its terms in any order with repetitions, as one self-contained block of bytes: what a store keeps and
 * what `Bm25Index.append` takes. At most 65,536 documents. Depends on nothing but its input.
 *
 * Layout: version, number of documents, number of terms, bytes of the dictionary, its encoding (0 UTF-8; 1 UTF-16LE, which also keeps lone surrogates);
 * each document's length; each term's length in UTF-16 code units; the dictionary, all terms as one string; then the inverted lists, term by term: the
 * number of entries, and for each the distance to the document before (at first: to -1) doubled, plus 1 if a frequency above 1 follows. Numbers
 * are LEB128.
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
  const dictionary = terms.join('');
  const encoding = /\p{Surrogate}/u.test(dictionary) ? 1 : 0;
  const text = Buffer.from(dictionary, encodings[encoding]);

  const bytes = new ByteWriter(64 + text.length + 5 * (documents.length + 2 * terms.length) + 3 * entries.documents.length);
  for (const value of [version, documents.length, terms.length, text.length, encoding]) bytes.number(value);
  for (const document of documents) bytes.number(document.length);
  for (const term of terms) bytes.number(term.length);
  bytes.raw(text);
  for (let term = 0; term < terms.length; term++) {
    const end = entries.offsets[term + 1]!;
    bytes.number(end - entries.offsets[term]!);
    let before = -1;
    for (let i = entries.offsets[term]!; i < end; i++) {
      const gap = entries.documents[i]! - before;
      const frequency = entries.frequencies[i]!;
      before = entries.documents[i]!;
      bytes.number(2 * gap + (frequency > 1 ? 1 : 0));
      if (frequency > 1) bytes.number(frequency);
    }
  }
  return bytes.take();
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

/**
 * Reads a block as postings from docno `base` on; `termId` numbers its terms, so that `termIds` are in no order. Entries of documents marked in
 * `dead` (one byte each) are left out. Throws `store-corrupt` for bytes that are no block.
 */
export function decodeBlock(block: Uint8Array, base: number, termId: (term: string) => number, dead?: Uint8Array): Postings {
  const bytes = new ByteReader(block);
  const found = bytes.number();
  if (found !== version) throw corrupt(`its version is ${found}, not ${version}`);
  const span = bytes.number();
  const terms = bytes.number();
  const dictionaryBytes = bytes.number();
  const encoding = encodings[bytes.number()];
  if (encoding === undefined) throw corrupt('the encoding of its dictionary is unknown');
  if (span > windowSize || span + terms > block.length) throw corrupt(`it claims ${span} documents and ${terms} terms`);
  const lengths = new Uint32Array(span);
  for (let document = 0; document < span; document++) {
    const length = bytes.number();
    if (!dead?.[document]) lengths[document] = length;
  }
  const termIds = readDictionary(bytes, terms, dictionaryBytes, encoding, termId);

  const offsets = new Uint32Array(terms + 1);
  // An entry takes at least a byte.
  const documents = new Uint16Array(block.length - bytes.position);
  const frequencies = new Uint8Array(documents.length);
  const longFrequencies = new Map<number, number>();
  let to = 0;
  for (let term = 0; term < terms; term++) {
    let document = -1;
    for (let left = bytes.number(); left > 0; left--) {
      const gap = bytes.number();
      const frequency = gap & 1 ? bytes.number() : 1;
      document += gap >>> 1;
      if (gap < 2 || document >= span) throw corrupt(`a list runs past its ${span} documents`);
      if (dead?.[document]) continue;
      documents[to] = document;
      frequencies[to++] = Math.min(frequency, longFrequency);
      if (frequency >= longFrequency) longFrequencies.set(longFrequencyKey(termIds[term]!, document), frequency);
    }
    offsets[term + 1] = to;
  }
  if (bytes.position !== block.length) throw corrupt(`${block.length - bytes.position} bytes are left over`);
  return { base, span, lengths, termIds, offsets, documents, frequencies, longFrequencies };
}

function readDictionary(
  bytes: ByteReader,
  terms: number,
  size: number,
  encoding: (typeof encodings)[number],
  termId: (term: string) => number,
): Uint32Array {
  const lengths = new Uint32Array(terms);
  for (let term = 0; term < terms; term++) lengths[term] = bytes.number();
  const dictionary = bytes.text(size, encoding);
  const termIds = new Uint32Array(terms);
  let start = 0;
  for (let term = 0; term < terms; term++) {
    const end = start + lengths[term]!;
    termIds[term] = termId(dictionary.slice(start, end));
    start = end;
  }
  if (start !== dictionary.length) throw corrupt(`its dictionary has ${dictionary.length} code units, its terms have ${start}`);
  return termIds;
}

function corrupt(reason: string): AccordError {
  return new AccordError(
    'store-corrupt',
    `A block of BM25 postings is damaged: ${reason}.`,
    'Restore the store from a copy, or ingest again.',
  );
}

/** LEB128 numbers into a buffer that grows. */
class ByteWriter {
  #bytes: Uint8Array;
  #position = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  number(value: number): void {
    if (this.#position + 5 > this.#bytes.length) this.#grow(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#position++] = rest;
  }

  raw(bytes: Uint8Array): void {
    if (this.#position + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#position);
    this.#position += bytes.length;
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#position);
  }

  #grow(room: number): void {
    const larger = new Uint8Array(2 * this.#bytes.length + room);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

class ByteReader {
  position = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.position++];
    if (byte !== undefined && byte < 0x80) return byte;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (byte === undefined) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
      byte = bytes[this.position++];
    }
    throw corrupt('a number is cut off or too long');
  }

  text(length: number, encoding: BufferEncoding): string {
    if (length > this.#bytes.length - this.position) throw corrupt('it ends within its dictionary');
    const view = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + this.position, length);
    this.position += length;
    return view.toString(encoding);
  }
}
