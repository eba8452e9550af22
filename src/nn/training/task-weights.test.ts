import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff.ts';
import { Graph } from '../graph.ts';
import { descentWeights, gramMatrix, weightedLoss } from './task-weights.ts';

/** Solvers of so many tasks, compiled once. */
const solvers = new Map<string, Promise<InferenceSession>>();

async function solve(gram: number[][], normalised = false): Promise<number[]> {
  const tasks = gram.length;
  const key = `${tasks} ${normalised}`;
  const session = await (solvers.get(key) ??
    solvers
      .set(
        key,
        (async () => {
          const graph = new Graph();
          graph.output(descentWeights(graph, graph.input('gram', 'float32', [tasks, tasks]), tasks, normalised));
          return InferenceSession.create(graph.encode());
        })(),
      )
      .get(key)!);
  const results = await session.run({ gram: new Tensor('float32', Float32Array.from(gram.flat()), [tasks, tasks]) });
  return [...(results['tasks.weights']!.data as Float32Array)];
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const gramOf = (vectors: readonly number[][]): number[][] => vectors.map((a) => vectors.map((b) => dot(a, b)));
const norm = (gram: number[][], weights: readonly number[]): number =>
  dot(
    weights,
    gram.map((row) => dot(row, weights)),
  );

/** The least norm over a grid of the simplex. */
function bruteForce(gram: number[][], steps = 120): number {
  let least = Number.POSITIVE_INFINITY;
  for (let a = 0; a <= steps; a++) {
    for (let b = 0; a + b <= steps; b++) {
      const weights = gram.length === 2 ? [a, steps - a] : [a, b, steps - a - b];
      least = Math.min(
        least,
        norm(
          gram,
          weights.map((count) => count / steps),
        ),
      );
    }
  }
  return least;
}

const vectors = (tasks: number) =>
  fc
    .array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), { minLength: tasks, maxLength: tasks })
    .filter((rows) => rows.every((row) => dot(row, row) > 1e-3));

describe('multiple-gradient descent', () => {
  test.each([2, 3])('of %i tasks: the shortest vector of the hull, against a grid', async (tasks) => {
    await fc.assert(
      fc.asyncProperty(vectors(tasks), async (rows) => {
        const gram = gramOf(rows);
        const weights = await solve(gram);
        expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
        for (const weight of weights) expect(weight).toBeGreaterThanOrEqual(-1e-6);
        const largest = Math.max(...gram.map((row, i) => row[i]!));
        expect(norm(gram, weights)).toBeLessThanOrEqual(bruteForce(gram) + 1e-4 * largest);
      }),
      { numRuns: 60 },
    );
  });

  test('two tasks by hand: the closed form', async () => {
    // α₁ = ⟨g₂ − g₁, g₂⟩ / ‖g₁ − g₂‖² for g₁ = (1, 0), g₂ = (0, 2); then gradients of which one is in the other's way.
    expect(
      await solve(
        gramOf([
          [1, 0],
          [0, 2],
        ]),
      ),
    ).toEqual([expect.closeTo(0.8, 5), expect.closeTo(0.2, 5)]);
    expect(
      await solve(
        gramOf([
          [1, 0],
          [3, 1],
        ]),
      ),
    ).toEqual([expect.closeTo(1, 5), expect.closeTo(0, 5)]);
    expect(
      await solve(
        gramOf([
          [1, 1],
          [1, 1],
        ]),
      ),
    ).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.5, 5)]);
  });

  test('every task gets better along the direction found', async () => {
    await fc.assert(
      fc.asyncProperty(vectors(3), fc.boolean(), async (rows, normalised) => {
        const gram = gramOf(rows);
        const weights = await solve(gram, normalised);
        const largest = Math.max(...gram.map((row, i) => row[i]!));
        for (const row of gram) expect(dot(row, weights)).toBeGreaterThanOrEqual(-2e-3 * largest);
      }),
      { numRuns: 60 },
    );
  });

  test.each([1e-6, 1e-3, 1, 1e3])('a common scale of %d changes nothing', async (scale) => {
    const rows = [
      [1, 0.2, -0.3],
      [0.1, -2, 0.4],
      [0.5, 0.5, 1],
    ];
    const expected = await solve(gramOf(rows));
    const found = await solve(gramOf(rows.map((row) => row.map((x) => x * scale))));
    for (const [k, weight] of found.entries()) expect(weight).toBeCloseTo(expected[k]!, 4);
  });

  const uneven = [
    [1, 0.1, 0],
    [0.5, 9.98, 0.4],
    [0.01, 0.02, 0.097],
  ];

  test('gradients of length 1, 10 and .1: nearly all to the shortest', async () => {
    const weights = await solve(gramOf(uneven));
    expect(weights[2]).toBeGreaterThan(0.95);
    expect(weights[1]).toBeLessThan(0.01);
  });

  test('normalised, what a task adds does not depend on its scale', async () => {
    const added = (weights: number[], rows: number[][]) => weights.map((weight, k) => weight * Math.sqrt(dot(rows[k]!, rows[k]!)));
    const shares = (values: number[]) => values.map((value) => value / values.reduce((a, b) => a + b));
    const even = uneven.map((row, k) => row.map((x) => x * [1, 0.1, 10][k]!));
    const [a, b] = [shares(added(await solve(gramOf(uneven), true), uneven)), shares(added(await solve(gramOf(even), true), even))];
    for (const [k, share] of a.entries()) {
      expect(share).toBeCloseTo(b[k]!, 3);
      expect(share).toBeGreaterThan(0.15);
    }
  });

  test.each([false, true])('a task that a batch does not teach gets no weight (normalised %s)', async (normalised) => {
    const rows = [
      [1, 0, 0],
      [0, 0, 0],
      [0, 1, 1],
    ];
    const [first, absent, third] = await solve(gramOf(rows), normalised);
    expect(absent).toBeCloseTo(0, 6);
    const alone = await solve(gramOf([rows[0]!, rows[2]!]), normalised);
    expect([first, third]).toEqual(alone.map((weight) => expect.closeTo(weight, 5)));
    for (const weight of await solve(gramOf([[0], [0]]), normalised)) expect(Number.isFinite(weight)).toBe(true);
  });
});

test('Gram matrix and gradient of a weighted loss: heads at the shared representation, weights held', async () => {
  // z = w · x, L₁ = Σ z², L₂ = Σ 3z with w = (1, 2), x = 2: z = (2, 4), ∂L₁/∂z = (4, 8), ∂L₂/∂z = (3, 3).
  const graph = new Graph();
  const [w, x] = [graph.input('w', 'float32', [1, 2]), graph.input('x', 'float32', [])];
  const [z] = graph.apply('Mul', 'z', [w, x]);
  const losses = [
    graph.sum('first', graph.apply('Mul', 'square', [z, z])[0]),
    graph.sum('second', graph.apply('Mul', 'triple', [z, graph.scalar(3)])[0]),
  ];
  const gram = gramMatrix(graph, losses, z);
  const weights = descentWeights(graph, gram, 2, false);
  const loss = weightedLoss(graph, 'loss', losses, weights);
  const slope = gradients(graph, loss, [w], [weights]).get('w')!;
  for (const value of [gram, weights, slope]) graph.output(value);
  const session = await InferenceSession.create(graph.encode());
  const results = await session.run({ w: new Tensor('float32', [1, 2], [1, 2]), x: new Tensor('float32', [2], []) });
  const values = (name: string) => [...(results[name]!.data as Float32Array)];
  expect(values(gram.name)).toEqual([80, 36, 36, 18].map((entry) => expect.closeTo(entry, 3)));
  // The second gradient is the nearest point: ⟨g₁, g₂⟩ > ‖g₂‖².
  expect(values(weights.name)).toEqual([expect.closeTo(0, 5), expect.closeTo(1, 5)]);
  expect(values(slope.name)).toEqual([6, 6].map((entry) => expect.closeTo(entry, 4)));
});
