import { AccordError } from '../../errors.ts';
import { type WasmMemory, wasmMemory, wasmPage } from '../../wasm-assembler.ts';
import { extended } from '../extended.ts';
import type { Hits } from '../hits.ts';
import { lastAtMost } from '../last-at-most.ts';
import { type Int8Kernels, int8Kernels, rowsAtOnce } from './int8-kernels.ts';
import { KthLargest } from './kth-largest.ts';
import { type CodedVectors, codeWidth, maxCode, notFinite, VectorCoder } from './vector-coder.ts';

const maxDimensions = 16_384;
/** One page short of 4 GiB, so that the end of the last row is still an address. */
const maxPages = 65_535;
/** Rows whose sums are computed before they are looked at. */
const rowsPerScan = 1024;
/** Filters that leave fewer than one row in so many are answered from the float32 rows alone. */
const selective = 16;

/** The vectors that are appended together, in parts of so many rows; the last one may have fewer. */
export interface VectorParts {
  readonly rowsPerPart: number;
  part(number: number): Float32Array;
}

/** Where a row begins. No view of it is made: a search asks for hundreds. */
export function findRow({ rowsPerPart, part }: VectorParts, row: number, dimensions: number): { part: Float32Array; at: number } {
  const number = Math.floor(row / rowsPerPart);
  return { part: part(number), at: (row - number * rowsPerPart) * dimensions };
}

interface Appended {
  /** Docno of the first row. */
  start: number;
  vectors: VectorParts;
}

/**
 * Exact inner-product search over vectors in memory: the k largest dot products, each computed in float64 and rounded to float32.
 * Vectors need not be of unit length. Memory: 1 byte an element and 16 a row, beside the vectors; the codes end at 4 GiB (11 million rows of 384).
 *
 * A search reads int8 codes, a quarter of the bytes, and a bound makes it exact. Let a row be x = s·c + e (scale s, code c, residual e)
 * and the query y = t·p + f with p in int16. Then x·y = s·t·(c·p) + s·(c·f) + e·y, where c·p is an exact integer and, by the
 * Hölder and Cauchy–Schwarz inequalities, |s·(c·f)| <= s·127·‖f‖₁ and |e·y| <= ‖e‖₂·‖y‖₂. So every dot product has a lower and an upper
 * bound. A row whose upper bound is below the k-th largest lower bound is not among the best k; the others, commonly a few
 * hundred, are scored from their float32 row. Rounding to float32 is monotonic, so rounded bounds bound rounded scores.
 */
export class VectorIndex {
  readonly dimensions: number;
  /** Row length of the codes: the dimensions, filled up with zeros. */
  readonly #width: number;
  readonly #memory: WasmMemory;
  readonly #kernels: Int8Kernels;
  /** Addresses in #memory. At 0 lies an int16 query. */
  readonly #sumsAt: number;
  readonly #codesAt: number;
  readonly #appended: Appended[] = [];
  #scales = new Float64Array(rowsPerScan);
  #residuals = new Float64Array(rowsPerScan);
  /** One byte a docno. */
  #alive = new Uint8Array(rowsPerScan);
  #coder: VectorCoder | undefined;
  #rows = 0;
  #size = 0;

  /** @throws AccordError `invalid-input` unless dimensions is a whole number from 1 to 16,384. */
  constructor(dimensions: number) {
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > maxDimensions) {
      throw new AccordError('invalid-input', `dimensions is ${dimensions}.`, `Give a whole number from 1 to ${maxDimensions}.`);
    }
    this.dimensions = dimensions;
    this.#width = codeWidth(dimensions);
    this.#sumsAt = 2 * this.#width;
    this.#codesAt = this.#sumsAt + 4 * rowsPerScan;
    this.#memory = wasmMemory(this.#codesAt);
    this.#kernels = int8Kernels(this.#memory, this.#width);
  }

  /** How many vectors can be found. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds vectors, row after row in one array; they get consecutive docnos. Nothing is added when it throws. The array is kept and must not be changed later.
   *
   * @returns the docno of the first.
   * @throws AccordError `invalid-input` for a wrong length or an element that is not finite, `too-large` past 4 GiB of codes.
   */
  append(vectors: Float32Array): number {
    const { dimensions } = this;
    const count = vectors.length / dimensions;
    if (!Number.isInteger(count)) {
      const last = `row ${Math.floor(count)} has ${vectors.length % dimensions} of ${dimensions} elements`;
      throw new AccordError('invalid-input', `${vectors.length} numbers are no whole vectors: ${last}.`, this.#sizeHint());
    }
    this.#coder ??= new VectorCoder(dimensions);
    return this.appendCoded(this.#coder.code(vectors), { rowsPerPart: count, part: () => vectors });
  }

  /**
   * The same for vectors that are coded already; they themselves are asked for when a search needs them, which is for few of them.
   *
   * @throws AccordError `too-large`
   */
  appendCoded({ scales, residuals, codes }: CodedVectors, vectors: VectorParts): number {
    const start = this.#rows;
    const count = scales.length;
    if (count === 0) return start;
    this.#reserve(start + count);
    new Uint8Array(this.#memory.buffer, this.#codesAt).set(codes, start * this.#width);
    this.#scales.set(scales, start);
    this.#residuals.set(residuals, start);
    this.#appended.push({ start, vectors });
    this.#alive.fill(1, start, start + count);
    this.#rows += count;
    this.#size += count;
    return start;
  }

  /**
   * Takes vectors out of the search; their docnos are not used again and their memory stays. Deleting twice does nothing.
   *
   * @throws AccordError `invalid-input` for a docno that was never given.
   */
  delete(docnos: Iterable<number>): void {
    for (const docno of docnos) {
      if (this.#alive[this.#known(docno)] === 0) continue;
      this.#alive[docno] = 0;
      this.#size--;
    }
  }

  /**
   * The k vectors with the largest dot products, or all where there are fewer.
   *
   * @throws AccordError `invalid-input` for a wrong k, or a query of another size or with an element that is not finite.
   */
  search(query: Float32Array, k: number, accept?: Uint8Array): Hits {
    if (!Number.isInteger(k) || k < 1) throw new AccordError('invalid-input', `k is ${k}.`, 'Give a whole number from 1.');
    this.#check(query);
    const allowed = this.#countAllowed(accept);
    if (allowed === 0) return { docnos: new Uint32Array(0), scores: new Float32Array(0) };
    k = Math.min(k, allowed);
    const candidates = allowed * selective < this.#rows ? this.#allAllowed(accept) : this.#scan(query, k, accept);

    const best = new KthLargest(k);
    const found: { docno: number; score: number }[] = [];
    for (const { docno, upper } of candidates) {
      // Docnos ascend, so that an equal score comes too late.
      if (upper <= best.value) continue;
      const score = this.#score(docno, query);
      best.push(score);
      found.push({ docno, score });
    }
    found.sort((a, b) => b.score - a.score || a.docno - b.docno);
    found.length = k;
    return { docnos: Uint32Array.from(found, ({ docno }) => docno), scores: Float32Array.from(found, ({ score }) => score) };
  }

  /**
   * The dot products with the given vectors, as `search` would score them, in the order asked for.
   *
   * @throws AccordError `invalid-input` for a wrong query or a docno that was never given.
   */
  scores(query: Float32Array, docnos: Uint32Array): Float32Array {
    this.#check(query);
    return Float32Array.from(docnos, (docno) => this.#score(this.#known(docno), query));
  }

  #find(docno: number): { part: Float32Array; at: number } {
    const { start, vectors } = this.#appended[lastAtMost(this.#appended, docno)]!;
    return findRow(vectors, docno - start, this.dimensions);
  }

  /** Rows whose upper bound reaches the k-th largest lower bound, by ascending docno. */
  #scan(query: Float32Array, k: number, accept: Uint8Array | undefined): Candidate[] {
    const { unit, slack, norm } = this.#loadQuery(query);
    const sums = new Int32Array(this.#memory.buffer, this.#sumsAt, rowsPerScan);
    const lowest = new KthLargest(k);
    const candidates: Candidate[] = [];
    const [scales, residuals] = [this.#scales, this.#residuals];
    for (let first = 0; first < this.#rows; first += rowsPerScan) {
      const count = Math.min(rowsPerScan, this.#rows - first);
      this.#kernels.dot(this.#codesAt + first * this.#width, roundUp(count, rowsAtOnce), 0, this.#sumsAt);
      for (let row = 0; row < count; row++) {
        const docno = first + row;
        const middle = scales[docno]! * unit * sums[row]!;
        const radius = scales[docno]! * slack + residuals[docno]! * norm;
        const upper = Math.fround(middle + radius);
        if (upper <= lowest.value) continue;
        if (this.#alive[docno] === 0 || (accept && accept[docno] !== 1)) continue;
        candidates.push({ docno, upper });
        lowest.push(Math.fround(middle - radius));
      }
    }
    return candidates.filter(({ upper }) => upper >= lowest.value);
  }

  #allAllowed(accept: Uint8Array | undefined): Candidate[] {
    const candidates: Candidate[] = [];
    for (let docno = 0; docno < this.#rows; docno++) {
      if (this.#alive[docno] === 1 && (!accept || accept[docno] === 1)) candidates.push({ docno, upper: Number.POSITIVE_INFINITY });
    }
    return candidates;
  }

  #countAllowed(accept: Uint8Array | undefined): number {
    if (!accept) return this.#size;
    let count = 0;
    const end = Math.min(accept.length, this.#rows);
    for (let docno = 0; docno < end; docno++) if (accept[docno] === 1) count += this.#alive[docno]!;
    return count;
  }

  /** Writes the query as int16 where the kernel reads it: query = unit · p + f. */
  #loadQuery(query: Float32Array): { unit: number; slack: number; norm: number } {
    // Sums of products with int8 codes must fit in 31 bits.
    const range = Math.min(32_767, Math.floor((2 ** 31 - 1) / (maxCode * this.dimensions)));
    const unit = query.reduce((largest, element) => Math.max(largest, Math.abs(element)), 0) / range;
    const codes = new Int16Array(this.#memory.buffer, 0, this.#width);
    let residual = 0;
    let squares = 0;
    for (let i = 0; i < query.length; i++) {
      const code = unit === 0 ? 0 : Math.round(query[i]! / unit);
      codes[i] = code;
      residual += Math.abs(query[i]! - unit * code);
      squares += query[i]! ** 2;
    }
    return { unit, slack: maxCode * residual, norm: Math.sqrt(squares) };
  }

  #score(docno: number, query: Float32Array): number {
    const { part, at } = this.#find(docno);
    let sum = 0;
    for (let i = 0; i < query.length; i++) sum += part[at + i]! * query[i]!;
    return Math.fround(sum);
  }

  #check(query: Float32Array): void {
    if (query.length !== this.dimensions) {
      throw new AccordError('invalid-input', `The query has ${query.length} elements instead of ${this.dimensions}.`, this.#sizeHint());
    }
    if (!query.every(Number.isFinite)) throw notFinite(query, 'The query');
  }

  #known(docno: number): number {
    if (Number.isInteger(docno) && docno >= 0 && docno < this.#rows) return docno;
    throw new AccordError('invalid-input', `There is no vector ${docno}.`, `Docnos go from 0 to ${this.#rows - 1}.`);
  }

  #sizeHint(): string {
    return `Give vectors of ${this.dimensions} elements, made by the embedder that made the others.`;
  }

  /** Room for so many rows in all. */
  #reserve(rows: number): void {
    const pages = Math.ceil((this.#codesAt + roundUp(rows, rowsAtOnce) * this.#width) / wasmPage);
    const missing = pages - this.#memory.buffer.byteLength / wasmPage;
    try {
      if (pages > maxPages) throw new RangeError(`${pages} pages of memory`);
      if (missing > 0) this.#memory.grow(missing);
    } catch (cause) {
      const message = `${rows} vectors of ${this.dimensions} elements do not fit in memory.`;
      throw new AccordError('too-large', message, 'Spread the passages over several stores, or use a Qdrant store.', { cause });
    }
    if (rows > this.#alive.length) {
      const room = Math.max(rows, 2 * this.#alive.length);
      this.#alive = extended(this.#alive, room);
      this.#scales = extended(this.#scales, room);
      this.#residuals = extended(this.#residuals, room);
    }
  }
}

interface Candidate {
  docno: number;
  /** Of its score. */
  upper: number;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
