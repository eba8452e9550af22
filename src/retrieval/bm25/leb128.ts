import { AccordError } from '../../errors.ts';

/** What damaged bytes are refused with. */
export function corrupt(reason: string): AccordError {
  return new AccordError(
    'store-corrupt',
    `A block of BM25 postings is damaged: ${reason}.`,
    'Restore the store from a copy, or ingest again.',
  );
}

/** Non-negative numbers below 2^32 as LEB128 into a buffer that grows. */
export class ByteWriter {
  #bytes: Uint8Array;
  #position = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
  }

  number(value: number): void {
    if (this.#position + 5 > this.#bytes.length) this.#grow();
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#position++] = rest;
  }

  get length(): number {
    return this.#position;
  }

  /** A view of what was written. */
  take(): Uint8Array {
    return this.#bytes.subarray(0, this.#position);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length + 5);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads them back, from any position. Throws `store-corrupt` where there is none. */
export class ByteReader {
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
}
