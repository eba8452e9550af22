let table: Float32Array | undefined;

/** The value of each of the 65,536 IEEE 754 binary16 bit patterns. */
function float16Table(): Float32Array {
  if (table) return table;
  table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) table[bits] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

/** IEEE 754 binary16 bit patterns to floats, in `out` where it is given; exact. */
export function float16ToFloat32(bits: Uint16Array, out = new Float32Array(bits.length)): Float32Array {
  const values = float16Table();
  for (let i = 0; i < bits.length; i++) out[i] = values[bits[i]!]!;
  return out;
}

/** The nearest IEEE 754 binary16 bit patterns, ties to even; values past 65,504 become infinite where they round up to 65,536. */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  const out = new Uint16Array(values.length);
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);
  for (let i = 0; i < values.length; i++) {
    float[0] = values[i]!;
    const sign = (word[0]! >>> 16) & 0x8000;
    const magnitude = word[0]! & 0x7fffffff;
    let bits: number;
    if (magnitude > 0x7f800000) bits = 0x7e00;
    else if (magnitude >= 0x477ff000) bits = 0x7c00;
    else if (magnitude >= 0x38800000) bits = (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13;
    else {
      // Below 2⁻¹⁴ binary16 is subnormal with steps of 2⁻²⁴, which is the step of float32 from ½ on: adding ½ rounds.
      float[0] = Math.abs(values[i]!) + 0.5;
      bits = word[0]! - 0x3f000000;
    }
    out[i] = sign | bits;
  }
  return out;
}

/** bfloat16 bit patterns (the upper half of a float) to floats; exact. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  const out = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = bits[i]! << 16;
  return new Float32Array(out.buffer);
}
