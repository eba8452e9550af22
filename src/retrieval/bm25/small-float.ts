/**
 * The length that Lucene keeps in one byte: exact up to 40, then rounded down to four significant bits (`SmallFloat.intToByte4` and back).
 */
export function byteLength(length: number): number {
  if (length < firstRounded) return length;
  const excess = length - firstExact;
  const shift = 32 - Math.clz32(excess) - significantBits;
  return firstExact + (shift > 0 ? (excess >>> shift) * 2 ** shift : excess);
}

const significantBits = 4;
/** Of the 256 byte values this many are left over by the float code; they stand for the shortest lengths. */
const firstExact = 24;
const firstRounded = firstExact + 2 ** significantBits;
