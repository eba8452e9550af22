/** A longer array that begins with the elements of this one; the others are 0. */
export function extended<T extends Uint8Array | Uint32Array | Float64Array>(array: T, length: number): T {
  const longer = new (array.constructor as new (length: number) => T)(length);
  longer.set(array);
  return longer;
}
