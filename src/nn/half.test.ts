import { expect, test } from 'vitest';
import { float16ToFloat32, float32ToFloat16 } from './half.ts';

const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
const round = (value: number): number => float32ToFloat16(Float32Array.of(value))[0]!;

/** The floats next to one, by their bits. */
function neighbours(value: number): [below: number, above: number] {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  return [...new Float32Array(Uint32Array.of(bits - 1, bits + 1).buffer)] as [number, number];
}

test('every binary16 value but NaN comes back from float32 with the same bits', () => {
  const notANumber = (bits: number) => (bits & 0x7fff) > 0x7c00;
  const back = float32ToFloat16(float16ToFloat32(all));
  for (const bits of all) expect(notANumber(bits) ? notANumber(back[bits]!) : back[bits] === bits, `0x${bits.toString(16)}`).toBe(true);
});

test('half way between two values it rounds to the even one, next to it to the nearer', () => {
  const values = float16ToFloat32(all);
  // 0x7bff is the largest finite one, 65,504; infinity takes the place of 65,536.
  for (let bits = 0; bits < 0x7c00; bits++) {
    const middle = (values[bits]! + (bits === 0x7bff ? 65_536 : values[bits + 1]!)) / 2;
    const [below, above] = neighbours(middle);
    const even = bits % 2 === 0 ? bits : bits + 1;
    const rounded = [below, middle, above, -below, -middle, -above].map(round);
    const expected = [bits, even, bits + 1, bits | 0x8000, even | 0x8000, (bits + 1) | 0x8000];
    if (rounded.some((actual, i) => actual !== expected[i])) expect(rounded, `around ${middle}`).toEqual(expected);
  }
});

test.each([
  // IEEE 754, table 3.5; the smallest subnormal float32 and the largest finite one are out of binary16's range.
  [0, 0],
  [-0, 0x8000],
  [2 ** -149, 0],
  [-(2 ** -149), 0x8000],
  [3.4028234663852886e38, 0x7c00],
  [Number.POSITIVE_INFINITY, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
  [Number.NaN, 0x7e00],
])('%d becomes %d', (value, bits) => {
  expect(round(value)).toBe(bits);
});
