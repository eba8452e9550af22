/** The bytes where a typed array of elements of that many bytes can view them: copied only where they begin elsewhere. */
export function aligned(bytes: Uint8Array, width: number): Uint8Array {
  return bytes.byteOffset % width === 0 ? bytes : bytes.slice();
}
