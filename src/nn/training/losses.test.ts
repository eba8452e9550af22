import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { gradients } from '../autodiff.ts';
import { Graph, type Value } from '../graph.ts';
import { classification, distillation, excluded, listwise, marginMse, pairwise, pointwise, supervisedContrastive } from './losses.ts';

type Matrix = { rows: number; data: number[] };

/** The loss of a row of scores, and its gradient. */
async function evaluate(
  scores: number[],
  inputs: Record<string, Matrix>,
  loss: (graph: Graph, scores: Value, inputs: Record<string, Value>) => Value,
): Promise<{ loss: number; gradient: number[] }> {
  const graph = new Graph();
  const row = graph.input('s', 'float32', [1, 'n']);
  const fed = Object.entries(inputs).map(
    ([name, { rows, data }]) =>
      [
        name,
        graph.input(name, 'float32', [rows === 1 ? 1 : rows === scores.length ? 'n' : 'q', data.length / rows === 1 ? 1 : 'n']),
      ] as const,
  );
  const value = loss(graph, row, Object.fromEntries(fed));
  const [slope] = gradients(graph, value, [row]).values();
  graph.output(value);
  graph.output(slope!);
  const session = await InferenceSession.create(graph.encode());
  const results = await session.run({
    s: new Tensor('float32', Float32Array.from(scores), [1, scores.length]),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, { rows, data }]) => [
        name,
        new Tensor('float32', Float32Array.from(data), [rows, data.length / rows]),
      ]),
    ),
  });
  return { loss: (results[value.name]!.data as Float32Array)[0]!, gradient: [...(results[slope!.name]!.data as Float32Array)] };
}

const near = (x: number) => expect.closeTo(x, 5);
const members = (...rows: number[][]): Matrix => ({ rows: rows.length, data: rows.flat().map((member) => (member ? 0 : excluded)) });

const scores = [1.5, -0.5, 0.25, 2, -1];

test('list-wise: two lists in one batch, the second with two targets', async () => {
  const result = await evaluate(
    scores,
    {
      group: members([1, 1, 1, 0, 0], [0, 0, 0, 1, 1]),
      target: members([1, 0, 0, 0, 0], [0, 0, 0, 1, 1]),
      weight: { rows: 2, data: [1, 3] },
    },
    (graph, s, { group, target, weight }) => listwise(graph, 'loss', s, group!, target!, weight!),
  );
  const sum = Math.exp(1.5) + Math.exp(-0.5) + Math.exp(0.25);
  expect(result.loss).toEqual(near(Math.log(sum) - 1.5));
  expect(result.gradient).toEqual([Math.exp(1.5) / sum - 1, Math.exp(-0.5) / sum, Math.exp(0.25) / sum, 0, 0].map(near));
});

test('list-wise: a list without weight changes nothing', async () => {
  const result = await evaluate(
    scores,
    { group: members([1, 0, 0, 0, 0]), target: members([0, 0, 0, 0, 0]), weight: { rows: 1, data: [0] } },
    (graph, s, { group, target, weight }) => listwise(graph, 'loss', s, group!, target!, weight!),
  );
  expect(result).toEqual({ loss: near(0), gradient: [0, 0, 0, 0, 0].map(near) });
});

test('point-wise: binary cross-entropy with soft labels and weights', async () => {
  const labels = [1, 0, 0.5, 0, 1];
  const weights = [1, 2, 1, 0, 0.5];
  const result = await evaluate(
    scores,
    { label: { rows: 1, data: labels }, weight: { rows: 1, data: weights } },
    (graph, s, { label, weight }) => pointwise(graph, 'loss', s, label!, weight!),
  );
  const p = scores.map((s) => 1 / (1 + Math.exp(-s)));
  const expected = p.reduce((sum, x, i) => sum - weights[i]! * (labels[i]! * Math.log(x) + (1 - labels[i]!) * Math.log(1 - x)), 0);
  expect(result.loss).toEqual(near(expected));
  expect(result.gradient).toEqual(p.map((x, i) => near(weights[i]! * (x - labels[i]!))));
});

/** A matrix with one entry for each ordered pair given. */
const pairs = (entries: Record<string, number>): Matrix => {
  const data = new Array<number>(25).fill(0);
  for (const [pair, value] of Object.entries(entries)) data[Number(pair[0]) * 5 + Number(pair[1])] = value;
  return { rows: 5, data };
};

test('pair-wise: the better of two passages leads by a margin', async () => {
  const result = await evaluate(
    scores,
    { margin: pairs({ '12': 0.5 }), weight: pairs({ '03': 1, '12': 2 }) },
    (graph, s, { margin, weight }) => pairwise(graph, 'loss', s, margin!, weight!),
  );
  const [first, second] = [Math.log(1 + Math.exp(0.5)), Math.log(1 + Math.exp(0.5 + 0.75))];
  expect(result.loss).toEqual(near(first + 2 * second));
  const [a, b] = [1 / (1 + Math.exp(-0.5)), 2 / (1 + Math.exp(-1.25))];
  expect(result.gradient).toEqual([-a, -b, b, a, 0].map(near));
});

test('margin-MSE: differences as large as the teacher’s', async () => {
  const result = await evaluate(scores, { teacher: pairs({ '01': 3 }), weight: pairs({ '01': 0.5 }) }, (graph, s, { teacher, weight }) =>
    marginMse(graph, 'loss', s, teacher!, weight!),
  );
  expect(result.loss).toEqual(near(0.5));
  expect(result.gradient).toEqual([-1, 1, 0, 0, 0].map(near));
});

test('distillation: cross-entropy to the teacher’s distribution', async () => {
  const teacher = [0.7, 0.1, 0.2, 0, 0];
  const result = await evaluate(
    scores,
    { group: members([1, 1, 1, 0, 0]), teacher: { rows: 1, data: teacher }, weight: { rows: 1, data: [2] } },
    (graph, s, { group, teacher, weight }) => distillation(graph, 'loss', s, group!, teacher!, weight!),
  );
  const sum = Math.exp(1.5) + Math.exp(-0.5) + Math.exp(0.25);
  const student = [1.5, -0.5, 0.25].map((s) => Math.exp(s) / sum);
  expect(result.loss).toEqual(near(-2 * student.reduce((total, p, i) => total + teacher[i]! * Math.log(p), 0)));
  expect(result.gradient).toEqual([...student.map((p, i) => 2 * (p - teacher[i]!)), 0, 0].map(near));
});

test('classification: cross-entropy over classes', async () => {
  const graph = new Graph();
  const [logits, label, weight] = [
    graph.input('z', 'float32', ['batch', 3]),
    graph.input('y', 'float32', ['batch', 3]),
    graph.input('w', 'float32', ['batch', 1]),
  ];
  const loss = classification(graph, 'loss', logits, label, weight);
  const slope = gradients(graph, loss, [logits]).get('z')!;
  graph.output(loss);
  graph.output(slope);
  const session = await InferenceSession.create(graph.encode());
  const feed = (data: number[], columns: number) => new Tensor('float32', Float32Array.from(data), [2, columns]);
  const results = await session.run({ z: feed([1, 2, 0, -1, 0, 3], 3), y: feed([1, 0, 0, 0, 0, 1], 3), w: feed([0.5, 2], 1) });
  const softmax = (z: number[]) => z.map((x) => Math.exp(x) / z.reduce((sum, y) => sum + Math.exp(y), 0));
  const [first, second] = [softmax([1, 2, 0]), softmax([-1, 0, 3])];
  expect((results.loss!.data as Float32Array)[0]).toEqual(near(-0.5 * Math.log(first[0]!) - 2 * Math.log(second[2]!)));
  expect([...(results[slope.name]!.data as Float32Array)]).toEqual(
    [0.5 * (first[0]! - 1), 0.5 * first[1]!, 0.5 * first[2]!, 2 * second[0]!, 2 * second[1]!, 2 * (second[2]! - 1)].map(near),
  );
});

/** The value and the gradient of the contrastive loss of states [n, size]. */
async function contrast(states: number[][], groups: number[], labels: number[], temperature: number) {
  const n = states.length;
  const graph = new Graph();
  const x = graph.input('x', 'float32', [n, states[0]!.length]);
  const [rivals, weight] = [graph.input('rivals', 'float32', [n, n]), graph.input('weight', 'float32', [n, n])];
  const loss = supervisedContrastive(graph, 'loss', x, temperature, rivals, weight);
  const slope = gradients(graph, loss, [x]).get('x')!;
  graph.output(loss);
  graph.output(slope);
  const session = await InferenceSession.create(graph.encode());
  const pairs = (value: (i: number, j: number) => number) =>
    new Tensor(
      'float32',
      Float32Array.from({ length: n * n }, (_, at) => value(Math.floor(at / n), at % n)),
      [n, n],
    );
  const together = (i: number, j: number) => i !== j && groups[i] === groups[j];
  const partners = (i: number) => labels.filter((label, j) => together(i, j) && label === labels[i]).length;
  const run = async (data: number[][]) => {
    const results = await session.run({
      x: new Tensor('float32', Float32Array.from(data.flat()), [n, data[0]!.length]),
      rivals: pairs((i, j) => (together(i, j) ? 0 : excluded)),
      weight: pairs((i, j) => (together(i, j) && labels[i] === labels[j] ? 1 / n / partners(i) : 0)),
    });
    return { loss: (results.loss!.data as Float32Array)[0]!, gradient: [...(results[slope.name]!.data as Float32Array)] };
  };
  return { ...(await run(states)), lossOf: async (data: number[][]) => (await run(data)).loss };
}

describe('supervised contrastive', () => {
  const states = [
    [1, 2, -0.5],
    [0.5, 1, 0.25],
    [-1, 0.5, 1],
    [0.25, -1, 2],
  ];

  test('value and gradient of the formula written out in double precision', async () => {
    const { loss, gradient } = await contrast(states, [0, 0, 0, 0], [1, 1, 0, 0], 0.07);
    expect(loss).toEqual(near(0.010178962));
    const slopes = [
      -0.00057, 0.000432, 0.00059, -0.087715, 0.024256, 0.078404, 0.015606, 0.131216, -0.050002, 0.045287, -0.030728, -0.021025,
    ];
    expect(gradient).toEqual(slopes.map((x) => expect.closeTo(x, 4)));
  });

  test('the gradient is that of central differences, over two questions of unequal size', async () => {
    const all = [...states, [2, 0.5, 0.5], [1.5, 1, -1], [-0.5, 1, 1]];
    const { gradient, lossOf } = await contrast(all, [0, 0, 0, 0, 1, 1, 1], [1, 1, 0, 0, 1, 0, 0], 0.5);
    for (const [i, slope] of gradient.entries()) {
      const moved = (by: number) => all.map((row, r) => row.map((value, c) => (r * 3 + c === i ? value + by : value)));
      expect(slope, String(i)).toBeCloseTo(((await lossOf(moved(1e-2))) - (await lossOf(moved(-1e-2)))) / 2e-2, 2);
    }
  });

  test('lengths do not matter, questions do not mix', async () => {
    const { loss } = await contrast(states, [0, 0, 0, 0], [1, 1, 0, 0], 0.07);
    const scaled = await contrast(
      states.map((row, i) => row.map((x) => x * (i + 1))),
      [0, 0, 0, 0],
      [1, 1, 0, 0],
      0.07,
    );
    expect(scaled.loss).toEqual(near(loss));
    const far = await contrast([...states, [5, 5, 5], [5, 5, 5.5]], [0, 0, 0, 0, 1, 1], [1, 1, 0, 0, 1, 0], 0.07);
    // The second question has no two of a class: it adds nothing to the sum over anchors, whose weight is 1/6 here and 1/4 there.
    expect(far.loss).toEqual(near((loss * 4) / 6));
  });
});
