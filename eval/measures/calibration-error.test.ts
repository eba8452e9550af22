import { expect, test } from 'vitest';
import { calibrationError } from './calibration-error.ts';

const forecasts = (probability: number, rights: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ probability, right: i < rights }));

test('0 where frequencies are as stated', () => {
  expect(calibrationError([...forecasts(0.2, 2, 10), ...forecasts(0.7, 7, 10)], 2)).toBeCloseTo(0, 12);
});

test('the mean gap, by hand', () => {
  // |.2 − .5| for one half, |.7 − .6| for the other
  expect(calibrationError([...forecasts(0.2, 5, 10), ...forecasts(0.7, 6, 10)], 2)).toBeCloseTo(0.2, 12);
  expect(calibrationError([])).toBe(0);
});
