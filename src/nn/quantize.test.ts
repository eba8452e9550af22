import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantizeLinear, weightZero } from './quantize.ts';

const rowsOf = (weights: Float32Array, inputs: number) => (o: number) => weights.subarray(o * inputs, (o + 1) * inputs);

test('transposes, with one scale an output', () => {
  const { data, scales } = quantizeLinear(rowsOf(Float32Array.of(1, -2, 0.5, 0, 0, 0), 3), 2, 3);
  expect([...scales]).toEqual([Math.fround(2 / 127), 0]);
  expect([...data]).toEqual([192, 128, 1, 128, 160, 128]);
});

test('is off by at most half a step', () => {
  const weights = fc.float32Array({ minLength: 12, maxLength: 12, noNaN: true, min: -10, max: 10 });
  fc.assert(
    fc.property(weights, (w) => {
      const { data, scales } = quantizeLinear(rowsOf(w, 4), 3, 4);
      for (let o = 0; o < 3; o++) {
        for (let i = 0; i < 4; i++) {
          const error = Math.abs((data[i * 3 + o]! - weightZero) * scales[o]! - w[o * 4 + i]!);
          expect(error).toBeLessThanOrEqual(scales[o]! * 0.5001 + 1e-30);
        }
      }
    }),
  );
});

test('rounds as Math.round does', () => {
  const weights = Float32Array.of(127, 0.5, -0.5, 1.5, -1.5, 126.5, -126.5, -127);
  const { data } = quantizeLinear(() => weights, 1, weights.length);
  expect([...data]).toEqual([...weights].map((w) => Math.round(w) + weightZero));
});
