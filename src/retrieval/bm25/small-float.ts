/** Of Lucene's 256 byte values this many are left over by its float code and stand for the shortest lengths. */
const firstCoded = 24;
const significantBits = 4;

/** The length that Lucene keeps in one byte: exact up to 40, then rounded down to four significant bits (`SmallFloat.intToByte4` and back). */
export function byteLength(length: number): number {
  if (length < firstCoded) return length;
  const coded = length - firstCoded;
  const shift = Math.max(0, 32 - Math.clz32(coded) - significantBits);
  return firstCoded + (coded >>> shift) * 2 ** shift;
}
