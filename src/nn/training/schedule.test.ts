import { expect, test } from 'vitest';
import oracle from '../../../test/oracles/training/fixtures/adamw.json' with { type: 'json' };
import { constantSchedule, cosineSchedule, linearSchedule } from './schedule.ts';

test.each([
  ['linear', linearSchedule, oracle.schedules.linear],
  ['cosine', cosineSchedule, oracle.schedules.cosine],
] as const)('the %s schedule is that of transformers', (_, make, { warmup, total, rates }) => {
  const schedule = make({ peak: 1, warmup, total });
  for (const [step, rate] of rates.entries()) expect(schedule(step)).toBeCloseTo(rate, 12);
  expect(schedule(total)).toBeCloseTo(0, 12);
  expect(schedule(total + 5)).toBeCloseTo(0, 12);
});

test('the constant schedule stays at the peak', () => {
  expect([0, 1, 2, 3, 9].map(constantSchedule({ peak: 8, warmup: 2, total: 4 }))).toEqual([0, 4, 8, 8, 8]);
});

test('without warm-up it starts at the peak', () => {
  expect([0, 1, 2].map(linearSchedule({ peak: 4, warmup: 0, total: 2 }))).toEqual([4, 2, 0]);
});
