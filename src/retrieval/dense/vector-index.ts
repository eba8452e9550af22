import { AccordError } from '../../errors.ts';
import { type WasmMemory, wasmMemory, wasmPage } from '../../wasm-assembler.ts';
import type { Hits } from '../hits.ts';
import { type Int8Kernels, int8Kernels, laneAlignment, rowsAtOnce } from './int8-kernels.ts';
import { KthLargest } from './kth-largest.ts';

const maxDimensions = 16_384;
/** One page short of 4 GiB, so that the end of the last row is still an address. */
const maxPages = 65_535;
const rowsPerBlock = 1024;
const maxCode = 127;
/** Filters that leave fewer than one row in so many are answered from the float32 rows alone. */
const selective = 16;
/**
 * Added to each residual as a part of the largest norm that a row of its scale can have. It covers what float32 loses before it
 * rounds to int8 (2^-24) and all float64 arithmetic here, a dot product's too (2^-53 for each of at most 2^14 additions). The sum of squares
 * itself is off by at most 2^-11, hence a factor of 1.001 on its root.
 */
const slack = 2 ** -22;
/** Rows below it are not quantised, lest 127 / magnitude overflows float32. */
const minMagnitude = 2 ** -100;

/** Rows as they came, and what links them to their int8 codes: `|row - scale * code| <= residual`, in the Euclidean norm. */
interface Block {
  rows: Float32Array;
  scales: Float64Array;
  residuals: Float64Array;
}

/**
 * Exact inner-product search over vectors in memory: the k largest dot products, each computed in float64 and rounded to float32.
 * Vectors need not be of unit length. Memory: 5 bytes an element and 16 a row; the int8 part ends at 4 GiB (11 million rows of 384).
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
  /** Addresses in #memory. At 0 lies what comes in: a float32 row to quantise, or an int16 query. */
  readonly #sumsAt: number;
  readonly #codesAt: number;
  readonly #blocks: Block[] = [];
  /** One byte a docno. */
  #alive = new Uint8Array(rowsPerBlock);
  #rows = 0;
  #size = 0;

  /** @throws AccordError `invalid-input` unless dimensions is a whole number from 1 to 16,384. */
  constructor(dimensions: number) {
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > maxDimensions) {
      throw new AccordError('invalid-input', `dimensions is ${dimensions}.`, `Give a whole number from 1 to ${maxDimensions}.`);
    }
    this.dimensions = dimensions;
    this.#width = roundUp(dimensions, laneAlignment);
    this.#sumsAt = 4 * this.#width;
    this.#codesAt = this.#sumsAt + 4 * rowsPerBlock;
    this.#memory = wasmMemory(this.#codesAt);
    this.#kernels = int8Kernels(this.#memory, this.#width);
  }

  /** How many vectors can be found. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds vectors, row after row in one array; they get consecutive docnos. Nothing is added when it throws. The array is kept where it can be, so it
   * must not be changed later: copies of a large index would double the memory it takes while it is loaded.
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
    const first = this.#rows;
    this.#reserve(first + count, vectors);
    const incoming = new Float32Array(this.#memory.buffer, 0, this.#width).fill(0);
    for (let row = 0; row < count; row++) {
      const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      incoming.set(vector);
      const magnitude = this.#kernels.largest(0);
      if (!Number.isFinite(magnitude)) {
        this.#blocks.length = Math.ceil(first / rowsPerBlock);
        throw notFinite(vector, `Row ${row}`);
      }
      this.#keep(first + row, vector, magnitude);
    }
    this.#alive.fill(1, first, first + count);
    this.#rows += count;
    this.#size += count;
    return first;
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

  /** Rows whose upper bound reaches the k-th largest lower bound, by ascending docno. */
  #scan(query: Float32Array, k: number, accept: Uint8Array | undefined): Candidate[] {
    const { unit, slack, norm } = this.#loadQuery(query);
    const sums = new Int32Array(this.#memory.buffer, this.#sumsAt, rowsPerBlock);
    const lowest = new KthLargest(k);
    const candidates: Candidate[] = [];
    for (const [number, { scales, residuals }] of this.#blocks.entries()) {
      const first = number * rowsPerBlock;
      const count = Math.min(rowsPerBlock, this.#rows - first);
      this.#kernels.dot(this.#codesAt + first * this.#width, roundUp(count, rowsAtOnce), 0, this.#sumsAt);
      for (let row = 0; row < count; row++) {
        const middle = scales[row]! * unit * sums[row]!;
        const radius = scales[row]! * slack + residuals[row]! * norm;
        const upper = Math.fround(middle + radius);
        if (upper <= lowest.value) continue;
        const docno = first + row;
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
    const { rows } = this.#blocks[Math.floor(docno / rowsPerBlock)]!;
    const start = (docno % rowsPerBlock) * this.dimensions;
    let sum = 0;
    for (let i = 0; i < query.length; i++) sum += rows[start + i]! * query[i]!;
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

  /** Keeps a vector, whose copy lies at address 0, and its codes. */
  #keep(docno: number, vector: Float32Array, magnitude: number): void {
    const { rows, scales, residuals } = this.#blocks[Math.floor(docno / rowsPerBlock)]!;
    const at = docno % rowsPerBlock;
    const inverse = magnitude < minMagnitude ? 0 : Math.fround(maxCode / magnitude);
    const lost = this.#kernels.quantise(0, this.#codesAt + docno * this.#width, inverse);
    if (rows.buffer !== vector.buffer) rows.set(vector, at * this.dimensions);
    scales[at] = inverse === 0 ? 0 : 1 / inverse;
    const extent = Math.sqrt(this.dimensions);
    residuals[at] = inverse === 0 ? magnitude * extent * 1.001 : scales[at] * (Math.sqrt(lost) * 1.001 + maxCode * extent * slack);
  }

  /** Room for so many rows in all, of which those still missing are given: whole blocks of them need no room of their own. */
  #reserve(rows: number, incoming: Float32Array): void {
    const pages = Math.ceil((this.#codesAt + roundUp(rows, rowsAtOnce) * this.#width) / wasmPage);
    const missing = pages - this.#memory.buffer.byteLength / wasmPage;
    try {
      if (pages > maxPages) throw new RangeError(`${pages} pages of memory`);
      if (missing > 0) this.#memory.grow(missing);
    } catch (cause) {
      const message = `${rows} vectors of ${this.dimensions} elements do not fit in memory.`;
      throw new AccordError('too-large', message, 'Spread the passages over several stores, or use a Qdrant store.', { cause });
    }
    const blockSize = rowsPerBlock * this.dimensions;
    while (this.#blocks.length * rowsPerBlock < rows) {
      const start = (this.#blocks.length * rowsPerBlock - this.#rows) * this.dimensions;
      const whole = start + blockSize <= incoming.length;
      this.#blocks.push({
        rows: whole ? incoming.subarray(start, start + blockSize) : new Float32Array(blockSize),
        scales: new Float64Array(rowsPerBlock),
        residuals: new Float64Array(rowsPerBlock),
      });
    }
    if (rows > this.#alive.length) {
      const alive = new Uint8Array(Math.max(rows, 2 * this.#alive.length));
      alive.set(this.#alive);
      this.#alive = alive;
    }
  }
}

interface Candidate {
  docno: number;
  /** Of its score. */
  upper: number;
}

function notFinite(vector: Float32Array, name: string): AccordError {
  const at = vector.findIndex((element) => !Number.isFinite(element));
  return new AccordError('invalid-input', `${name} has ${vector[at]} at element ${at}.`, 'Every element must be a finite number.');
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
