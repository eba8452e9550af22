import { expect, test } from 'vitest';
import oracle from '../../../test/oracles/training/fixtures/adamw.json' with { type: 'json' };
import { Adamw } from './adamw.ts';
import type { Parameters } from './parameters.ts';

type Name = keyof typeof oracle.shapes;
const names = Object.keys(oracle.shapes) as Name[];

function parameters(): Parameters {
  return new Map(
    names.map((name) => [name, { shape: oracle.shapes[name], data: Float32Array.from(oracle.initial[name]), trainable: true }]),
  );
}

const gradients = (step: (typeof oracle.steps)[number]) => new Map(names.map((name) => [name, Float32Array.from(step.gradients[name])]));

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  // Torch fuses some operations and we others: a few units in the last place of float32.
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
}

test('weights follow those of torch.optim.AdamW, clipped and unclipped', () => {
  const weights = parameters();
  const adamw = new Adamw(weights, oracle);
  for (const step of oracle.steps) {
    expect(adamw.step(gradients(step), step.learningRate)).toBeCloseTo(step.norm, 4);
    for (const name of names) expectClose(weights.get(name)!.data, step.weights[name]);
  }
  const norms = oracle.steps.map(({ norm }) => norm);
  expect(Math.min(...norms)).toBeLessThan(oracle.clipNorm);
  expect(Math.max(...norms)).toBeGreaterThan(oracle.clipNorm);
});

test('goes on from its moments and its count as if never stopped', () => {
  const [whole, parts] = [parameters(), parameters()];
  const [uninterrupted, before, after] = [new Adamw(whole, oracle), new Adamw(parts, oracle), new Adamw(parts, oracle)];
  for (const [i, step] of oracle.steps.entries()) {
    if (i === 3) {
      after.steps = before.steps;
      for (const [name, { first, second }] of after.moments()) {
        first.set(before.moments().get(name)!.first);
        second.set(before.moments().get(name)!.second);
      }
    }
    uninterrupted.step(gradients(step), step.learningRate);
    (i < 3 ? before : after).step(gradients(step), step.learningRate);
  }
  expect(parts).toEqual(whole);
  expect(after.moments()).toEqual(uninterrupted.moments());
});

test('parameters of every length, across blocks', () => {
  // With ε = 0 the first step moves each weight by the learning rate against the gradient's sign.
  for (const length of [1, 15, 16, 17, 4095, 4096, 4097, 10_000]) {
    const data = Float32Array.from({ length }, (_, i) => i % 7);
    const gradient = Float32Array.from({ length }, (_, i) => (i % 2 ? 1 : -2));
    const adamw = new Adamw(new Map([['bias', { shape: [length], data, trainable: true }]]), { weightDecay: 0.5, clipNorm: 0, epsilon: 0 });
    const norm = adamw.step(new Map([['bias', gradient]]), 0.25);
    expect(norm).toBeCloseTo(Math.hypot(...gradient), 3);
    for (const [i, value] of data.entries()) expect(value).toBeCloseTo((i % 7) + (i % 2 ? -0.25 : 0.25), 6);
  }
});

test('decays matrices by the learning rate times the decay, and nothing else', () => {
  const weights: Parameters = new Map([
    ['matrix', { shape: [1, 2], data: Float32Array.of(2, -4), trainable: true }],
    ['vector', { shape: [2], data: Float32Array.of(2, -4), trainable: true }],
  ]);
  const zeros = new Map([...weights.keys()].map((name) => [name, new Float32Array(2)]));
  expect(new Adamw(weights, { weightDecay: 0.5, clipNorm: 1 }).step(zeros, 0.5)).toBe(0);
  expect([...weights.get('matrix')!.data]).toEqual([1.5, -3]);
  expect([...weights.get('vector')!.data]).toEqual([2, -4]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a gradient of %d changes nothing', (bad) => {
  const weights = parameters();
  const adamw = new Adamw(weights, oracle);
  adamw.step(gradients(oracle.steps[0]!), 0.1);
  const before = structuredClone({ weights, moments: adamw.moments() });
  const broken = gradients(oracle.steps[1]!);
  broken.get('linear.bias')![1] = bad;
  expect(adamw.step(broken, 0.1)).not.toSatisfy(Number.isFinite);
  expect({ weights, moments: adamw.moments() }).toEqual(before);
  expect(adamw.steps).toBe(1);
});

test('leaves frozen parameters alone', () => {
  const frozen = { shape: [2], data: Float32Array.of(1, 2), trainable: false };
  const adamw = new Adamw(new Map([['frozen', frozen]]), { weightDecay: 1, clipNorm: 1 });
  adamw.step(new Map(), 1);
  expect([...frozen.data]).toEqual([1, 2]);
  expect(adamw.moments().size).toBe(0);
});
