import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantizeLinear } from './quantize.ts';

test('transposes, with one scale an output', () => {
  const { data, scales } = quantizeLinear(Float32Array.of(1, -2, 0.5, 0, 0, 0), 2, 3);
  expect([...scales]).toEqual([Math.fround(2 / 127), 0]);
  expect([...data]).toEqual([64, 0, -127, 0, 32, 0]);
});

test('is off by at most half a step', () => {
  const weights = fc.float32Array({ minLength: 12, maxLength: 12, noNaN: true, min: -10, max: 10 });
  fc.assert(
    fc.property(weights, (w) => {
      const { data, scales } = quantizeLinear(w, 3, 4);
      for (let o = 0; o < 3; o++) {
        for (let i = 0; i < 4; i++) {
          const error = Math.abs(data[i * 3 + o]! * scales[o]! - w[o * 4 + i]!);
          expect(error).toBeLessThanOrEqual(scales[o]! * 0.5001 + 1e-30);
        }
      }
    }),
  );
});
