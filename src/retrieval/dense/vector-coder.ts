import { aligned } from '../../aligned.ts';
import { AccordError } from '../../errors.ts';
import { type WasmMemory, wasmMemory } from '../../wasm-assembler.ts';
import { type Int8Kernels, int8Kernels, laneAlignment } from './int8-kernels.ts';

export const maxCode = 127;
/**
 * Added to each residual as a part of the largest norm that a row of its scale can have. It covers what float32 loses before it
 * rounds to int8 (2^-24) and all float64 arithmetic of a search, a dot product's too (2^-53 for each of at most 2^14 additions). The sum of squares
 * itself is off by at most 2^-11, hence a factor of 1.001 on its root.
 */
const slack = 2 ** -22;
/** Rows below it are not quantised, lest 127 / magnitude overflows float32. */
const minMagnitude = 2 ** -100;

const rowsAtATime = 256;

/** Rows in int8, and what links them to the vectors they stand for: `|vector - scale * code| <= residual`, in the Euclidean norm. */
export interface CodedVectors {
  scales: Float64Array;
  residuals: Float64Array;
  /** Row after row, each filled up with zeros to {@link codeWidth}. */
  codes: Uint8Array;
}

/** Length of a coded row. */
export const codeWidth = (dimensions: number): number => Math.ceil(dimensions / laneAlignment) * laneAlignment;

/** Codes vectors of one size, by the kernels of the search. */
export class VectorCoder {
  readonly #dimensions: number;
  readonly #width: number;
  readonly #memory: WasmMemory;
  readonly #kernels: Int8Kernels;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#width = codeWidth(dimensions);
    this.#memory = wasmMemory((4 + rowsAtATime) * this.#width);
    this.#kernels = int8Kernels(this.#memory, this.#width);
  }

  /** @throws AccordError `invalid-input` for an element that is not finite. */
  code(vectors: Float32Array): CodedVectors {
    const [dimensions, width] = [this.#dimensions, this.#width];
    const rows = vectors.length / dimensions;
    const extent = Math.sqrt(dimensions);
    const coded = { scales: new Float64Array(rows), residuals: new Float64Array(rows), codes: new Uint8Array(rows * width) };
    // At 0 lies the row at hand, after it the codes of some.
    const incoming = new Float32Array(this.#memory.buffer, 0, width).fill(0);
    const outgoing = new Uint8Array(this.#memory.buffer, 4 * width, rowsAtATime * width);
    for (let first = 0; first < rows; first += rowsAtATime) {
      const count = Math.min(rowsAtATime, rows - first);
      for (let i = 0; i < count; i++) {
        const row = first + i;
        const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
        incoming.set(vector);
        const magnitude = this.#kernels.largest(0);
        if (!Number.isFinite(magnitude)) throw notFinite(vector, `Row ${row}`);
        const inverse = magnitude < minMagnitude ? 0 : Math.fround(maxCode / magnitude);
        const lost = this.#kernels.quantise(0, outgoing.byteOffset + i * width, inverse);
        const scale = inverse === 0 ? 0 : 1 / inverse;
        coded.scales[row] = scale;
        coded.residuals[row] = inverse === 0 ? magnitude * extent * 1.001 : scale * (Math.sqrt(lost) * 1.001 + maxCode * extent * slack);
      }
      coded.codes.set(outgoing.subarray(0, count * width), first * width);
    }
    return coded;
  }
}

export function notFinite(vector: Float32Array, name: string): AccordError {
  const at = vector.findIndex((element) => !Number.isFinite(element));
  return new AccordError('invalid-input', `${name} has ${vector[at]} at element ${at}.`, 'Every element must be a finite number.');
}

/** Scales, residuals, codes, one after the other, little-endian. */
export function codedBytes({ scales, residuals, codes }: CodedVectors): Uint8Array {
  return Buffer.concat([new Uint8Array(scales.buffer), new Uint8Array(residuals.buffer), codes]);
}

/** @throws AccordError `store-corrupt` where the bytes are not those of so many rows. */
export function codedVectors(bytes: Uint8Array, rows: number, dimensions: number): CodedVectors {
  const size = rows * (16 + codeWidth(dimensions));
  if (bytes.length !== size) {
    const message = `Codes of ${rows} vectors have ${bytes.length} bytes instead of ${size}.`;
    throw new AccordError('store-corrupt', message, 'Restore the store from a copy, or ingest again.');
  }
  const { buffer, byteOffset } = aligned(bytes, 8);
  return {
    scales: new Float64Array(buffer, byteOffset, rows),
    residuals: new Float64Array(buffer, byteOffset + 8 * rows, rows),
    codes: new Uint8Array(buffer, byteOffset + 16 * rows),
  };
}
