import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wasmMemory } from '../../wasm-assembler.ts';
import { int8Kernels } from './int8-kernels.ts';

// 16 and 48 take the loop without unrolling, 384 the longest one.
const widths = [16, 32, 48, 64, 384];

function kernels(width: number, bytes = 1 << 20) {
  const memory = wasmMemory(bytes);
  return { buffer: memory.buffer, ...int8Kernels(memory, width) };
}

describe('int8 kernels', () => {
  test.each(widths)('dot at width %i equals integer arithmetic, also at the ends of the ranges', (width) => {
    const { buffer, dot } = kernels(width);
    const code = fc.oneof(fc.integer({ min: -128, max: 127 }), fc.constantFrom(-128, -127, 127));
    const element = fc.oneof(fc.integer({ min: -32_767, max: 32_767 }), fc.constantFrom(-32_767, 32_767));
    const rows = 8;
    const row = { minLength: width, maxLength: width };
    const codes = fc.array(fc.array(code, row), { minLength: rows, maxLength: rows });
    fc.assert(
      fc.property(codes, fc.array(element, row), (codes, query) => {
        new Int16Array(buffer, 0, width).set(query);
        new Int8Array(buffer, 4096, rows * width).set(codes.flat());
        dot(4096, rows, 0, 65_536);
        const expected = codes.map((row) => row.reduce((sum, code, i) => sum + code * query[i]!, 0));
        expect([...new Int32Array(buffer, 65_536, rows)]).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test.each(widths)('largest at width %i is the largest magnitude', (width) => {
    const { buffer, largest } = kernels(width);
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: width, maxLength: width }), (row) => {
        new Float32Array(buffer, 0, width).set(row);
        expect(largest(0)).toBe(Math.max(...row.map(Math.abs)));
      }),
    );
  });

  test.each([
    ['NaN', Number.NaN, Number.NaN],
    ['-NaN', new Float32Array(new Uint32Array([0xffc00001]).buffer)[0]!, Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])('largest gives %s away at every place', (_, bad, expected) => {
    const { buffer, largest } = kernels(32);
    const row = new Float32Array(buffer, 0, 32);
    for (let at = 0; at < 32; at++) {
      row.fill(3.4e38);
      row[at] = bad;
      expect(largest(0)).toBe(expected);
    }
  });

  test.each(widths)('quantise at width %i rounds half to even and measures what it took away', (width) => {
    const { buffer, quantise } = kernels(width);
    const row = new Float32Array(buffer, 0, width).map((_, i) => ((i * 37) % 255) - 127 + [0, 0.25, 0.5, -0.25][i % 4]!);
    row[2] = 0.5;
    row[3] = 1.5;
    row[4] = -127;
    new Float32Array(buffer, 0, width).set(row.map((element) => element / 4));
    const squares = quantise(0, 4096, 4);
    const codes = new Int8Array(buffer, 4096, width);
    expect([codes[2], codes[3], codes[4]]).toEqual([0, 2, -127]);
    const lost = row.map((element, i) => element - codes[i]!);
    expect(Math.max(...lost.map(Math.abs))).toBeLessThanOrEqual(0.5);
    // Quarters squared and summed are exact in float32.
    expect(squares).toBe(lost.reduce((sum, element) => sum + element ** 2, 0));
  });
});
