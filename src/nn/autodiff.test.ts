import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { gradients } from './autodiff.ts';
import { Graph, type Value } from './graph.ts';
import { ops } from './ops/ops.ts';
import type { OpRule } from './ops/rule.ts';

type Shapes = Record<string, number[]>;

/** Deterministic values in (0.3, 1.7), so that logarithms and quotients are smooth. */
const values = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => 1 + 0.7 * Math.sin(12.9898 * (i + 1) + 78.233 * seed));

/** The gradient of Σ c ⊙ f(inputs) by differentiation, against central differences. */
async function checkGradient(shapes: Shapes, f: (graph: Graph, inputs: Value[]) => Value): Promise<void> {
  const names = Object.keys(shapes);
  const data = Object.fromEntries(
    names.map((name, i) => [
      name,
      values(
        shapes[name]!.reduce((a, b) => a * b, 1),
        i,
      ),
    ]),
  );
  const feeds = () => Object.fromEntries(names.map((name) => [name, new Tensor('float32', data[name]!, shapes[name]!)]));

  const plain = new Graph();
  const y = f(
    plain,
    names.map((name) => plain.input(name, 'float32', shapes[name]!)),
  );
  plain.output(y);
  const forward = await InferenceSession.create(plain.encode());
  const size = (await forward.run(feeds()))[y.name]!.data.length;
  const weights = values(size, 7);
  const loss = async (): Promise<number> => {
    const out = (await forward.run(feeds()))[y.name]!.data as Float32Array;
    return out.reduce((sum, x, i) => sum + x * weights[i]!, 0);
  };

  const graph = new Graph();
  const inputs = names.map((name) => graph.input(name, 'float32', shapes[name]!));
  const result = f(graph, inputs);
  const weight = graph.constant('c', 'float32', result.shape as number[], weights);
  const total = graph.sum('loss', graph.apply('Mul', 'weighted', [result, weight])[0]);
  const found = gradients(graph, total, inputs);
  for (const gradient of found.values()) graph.output(gradient);
  const backward = await InferenceSession.create(graph.encode());
  const outputs = await backward.run(feeds());

  for (const input of inputs) {
    const gradient = outputs[found.get(input.name)!.name]!;
    expect(gradient.dims).toEqual(shapes[input.name]);
    const array = data[input.name]!;
    for (let i = 0; i < array.length; i++) {
      const [value, step] = [array[i]!, 1e-2];
      array[i] = value + step;
      const above = await loss();
      array[i] = value - step;
      const below = await loss();
      array[i] = value;
      expect((gradient.data as Float32Array)[i]!, `${input.name}[${i}]`).toSatisfy(
        (x: number) => Math.abs(x - (above - below) / (2 * step)) < 2e-2 * Math.max(1, Math.abs(x)),
      );
    }
  }
}

const apply =
  (op: keyof typeof ops, attributes = {}) =>
  (graph: Graph, inputs: Value[]): Value =>
    graph.apply(op, 'y', inputs, attributes)[0];
const on = { int: 1 };
const withLastAxis =
  (op: 'ReduceMean' | 'ReduceLogSumExp') =>
  (graph: Graph, [x]: Value[]): Value =>
    graph.apply(op, 'y', [x, graph.lastAxis])[0];

/** Every operator that can be differentiated, in the forms that models use. */
const cases: [op: string, what: string, shapes: Shapes, f: (graph: Graph, inputs: Value[]) => Value][] = [
  ...(['Add', 'Sub', 'Mul', 'Div'] as const).flatMap((op): (typeof cases)[number][] => [
    [op, 'equal shapes', { a: [2, 3], b: [2, 3] }, apply(op)],
    [op, 'a vector', { a: [2, 2, 3], b: [3] }, apply(op)],
    [op, 'sizes of 1 on both sides', { a: [2, 1, 3], b: [4, 1] }, apply(op)],
  ]),
  ...(['Identity', 'Neg', 'Exp', 'Log', 'Sqrt', 'Tanh', 'Sigmoid', 'Softplus', 'Erf', 'Gelu'] as const).map(
    (op): (typeof cases)[number] => [op, 'elements', { x: [2, 3] }, apply(op)],
  ),
  ['MatMul', 'matrices', { a: [2, 3], b: [3, 4] }, apply('MatMul')],
  ['MatMul', 'a batch by one matrix', { a: [2, 2, 3], b: [3, 4] }, apply('MatMul')],
  ['MatMul', 'a batch by a batch', { a: [2, 2, 3], b: [2, 3, 2] }, apply('MatMul')],
  ['FusedMatMul', 'a transposed', { a: [3, 2], b: [3, 4] }, apply('FusedMatMul', { transA: on, alpha: { float: 0.5 } })],
  ['FusedMatMul', 'b transposed', { a: [2, 3], b: [4, 3] }, apply('FusedMatMul', { transB: on, alpha: { float: 0.5 } })],
  ['FusedMatMul', 'both transposed', { a: [3, 2], b: [4, 3] }, apply('FusedMatMul', { transA: on, transB: on, alpha: { float: 2 } })],
  [
    'FusedMatMul',
    'a batch by one transposed matrix',
    { a: [2, 2, 3], b: [4, 3] },
    apply('FusedMatMul', { transB: on, alpha: { float: 1 } }),
  ],
  [
    'FusedMatMul',
    'attention scores',
    { a: [3, 2, 2, 4], b: [3, 2, 2, 4] },
    apply('FusedMatMul', { transBatchA: on, transBatchB: on, transB: on, alpha: { float: 0.3 } }),
  ],
  ['FusedMatMul', 'attention values', { a: [2, 2, 3, 3], b: [3, 2, 2, 4] }, apply('FusedMatMul', { transBatchB: on, alpha: { float: 1 } })],
  ['Gemm', 'a linear layer', { x: [2, 3], w: [4, 3], b: [4] }, apply('Gemm', { transB: on })],
  ['Softmax', 'rows', { x: [2, 3] }, apply('Softmax')],
  ['ReduceMean', 'rows', { x: [2, 3] }, withLastAxis('ReduceMean')],
  ['ReduceLogSumExp', 'rows', { x: [2, 3] }, withLastAxis('ReduceLogSumExp')],
  ['ReduceSum', 'all', { x: [2, 3] }, (graph, [x]) => graph.sum('y', x!)],
  ['ReduceSum', 'rows', { x: [2, 3] }, (graph, [x]) => graph.sum('y', x!, [1], true)],
  ['LayerNormalization', 'rows', { x: [2, 2, 4], scale: [4], bias: [4] }, apply('LayerNormalization', { epsilon: { float: 1e-5 } })],
  ['Transpose', 'a turn', { x: [2, 3, 4] }, apply('Transpose', { perm: { ints: [1, 2, 0] } })],
  ['Reshape', 'another shape', { x: [2, 3, 4] }, (graph, [x]) => graph.reshape('y', x!, [0, -1], [2, 12])],
  [
    'Gather',
    'rows, one of them twice',
    { x: [4, 3] },
    (graph, [x]) => graph.apply('Gather', 'y', [x, graph.constant('i', 'int32', [2, 2], Int32Array.of(1, 3, 3, 0))])[0],
  ],
  ['Mul', 'a value used twice', { x: [2, 3] }, (graph, [x]) => graph.apply('Mul', 'y', [x, x])[0]],
];

test.each(cases)('%s, %s: the derivative is that of central differences', async (_, __, shapes, f) => {
  await checkGradient(shapes, f);
});

test('every operator with a derivative is checked', () => {
  const differentiable = Object.entries(ops as Record<string, OpRule>).flatMap(([op, { gradient }]) => (gradient ? [op] : []));
  expect(new Set(cases.map(([op]) => op))).toEqual(new Set(differentiable));
});

test('an operator without a derivative is named', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2]);
  const [copy] = graph.apply('Cast', 'copied', [x], { to: { int: 1 } });
  const loss = graph.sum('loss', copy);
  expect(() => gradients(graph, loss, [x])).toThrow(/Cast "copied" has no derivative/);
  const y = graph.input('y', 'float32', [2]);
  expect(() => gradients(graph, graph.sum('other', x), [y])).toThrow(/"y" does not lead to "other"/);
});

test('what is held counts as a constant: d(x · held(x²)) = x²', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', [2]);
  const [square] = graph.apply('Mul', 'square', [x, x]);
  const loss = graph.sum('loss', graph.apply('Mul', 'product', [x, square])[0]);
  const slope = gradients(graph, loss, [x], [square]).get('x')!;
  graph.output(slope);
  const session = await InferenceSession.create(graph.encode());
  const results = await session.run({ x: new Tensor('float32', Float32Array.of(2, -3), [2]) });
  expect([...(results[slope.name]!.data as Float32Array)]).toEqual([4, 9]);
});
