import { expect, test } from 'vitest';
import { Rng } from './rng.ts';

test('the numbers of the reference implementation', () => {
  // As in the tests of the Rust crate rand_xoshiro, which took them from the authors' C code.
  const rng = new Rng([1, 2, 3, 4]);
  expect(Array.from({ length: 8 }, () => rng.uint32())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
  ]);
});

test('goes on from its state', () => {
  const rng = Rng.of(7);
  for (let i = 0; i < 100; i++) rng.uint32();
  const copy = new Rng(JSON.parse(JSON.stringify(rng.state)));
  expect(Array.from({ length: 20 }, () => copy.uint32())).toEqual(Array.from({ length: 20 }, () => rng.uint32()));
});

test('the same key gives the same numbers, any other key others', () => {
  const keys = [[], [0], [1], [-1], [0, 0], [0, 1], [1, 0], [2 ** 32], [2 ** 33], [2 ** 53 - 1]];
  const first = new Set(keys.map((key) => Rng.of(...key).state.join()));
  expect(first.size).toBe(keys.length);
  for (const key of keys) expect(Rng.of(...key).uint32()).toBe(Rng.of(...key).uint32());
});

test('generators of neighbouring keys are uncorrelated, and each number below the limit is as likely', () => {
  const draws = 60_000;
  const counts = new Array<number>(6).fill(0);
  let product = 0;
  for (let key = 0; key < draws; key++) {
    counts[Rng.of(1, key).below(6)]!++;
    product += (Rng.of(1, key).float() - 0.5) * (Rng.of(1, key + 1).float() - 0.5);
  }
  // χ² with 5 degrees of freedom is below 20.5 with probability .999; the correlation has standard deviation 1/√n.
  expect(counts.reduce((sum, count) => sum + (count - draws / 6) ** 2 / (draws / 6), 0)).toBeLessThan(20.5);
  expect(Math.abs((12 * product) / draws)).toBeLessThan(4 / Math.sqrt(draws));
});

test('below large limits the low half is not favoured', () => {
  const rng = Rng.of(3);
  const limit = 3 * 2 ** 30;
  let low = 0;
  for (let i = 0; i < 10_000; i++) low += Number(rng.below(limit) < limit / 2);
  // Plain remainders would give 6,667 here.
  expect(Math.abs(low - 5000)).toBeLessThan(200);
});

test('every order of a shuffle is as likely, and the input stays', () => {
  const items = ['a', 'b', 'c'];
  const counts = new Map<string, number>();
  const rng = Rng.of(11);
  for (let i = 0; i < 6000; i++) {
    const order = rng.shuffle(items).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(items).toEqual(['a', 'b', 'c']);
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
});
