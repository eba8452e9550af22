import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { Graph } from './graph.ts';

test('onnxruntime runs what the graph encodes', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['rows', 2]);
  const weight = graph.constant('weight', 'float32', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
  const [product] = graph.apply('MatMul', 'product', [x, weight]);
  const [sum] = graph.apply('Add', 'sum', [product, graph.constant('bias', 'float32', [3], Float32Array.of(10, 20, 30))]);
  const [turned] = graph.apply('Transpose', 'turned', [graph.reshape('cube', sum, [0, 3, 1], ['rows', 3, 1])], {
    perm: { ints: [1, 2, 0] },
  });
  expect(turned.shape).toEqual([3, 1, 'rows']);
  const [scores] = graph.apply('FusedMatMul', 'scores', [x, x], { transB: { int: 1 }, alpha: { float: -0.5 } });
  expect(scores.shape).toEqual(['rows', 'rows']);
  graph.output(turned);
  graph.output(scores);

  const session = await InferenceSession.create(graph.encode());
  expect(session.inputNames).toEqual(['x']);
  const outputs = await session.run({ x: new Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]) });
  expect(outputs.turned!.dims).toEqual([3, 1, 2]);
  expect([...(outputs.turned!.data as Float32Array)]).toEqual([11, 14, 22, 25, 33, 36]);
  expect([...(outputs.scores!.data as Float32Array)]).toEqual([-0.5, -0, -0, -0.5]);
});

test('operands that do not fit are refused where they are added', () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['rows', 4]);
  const y = graph.constant('y', 'float32', [3, 2], new Float32Array(6));
  const z = graph.constant('z', 'int32', [4], new Int32Array(4));
  const refused = (what: string) => expect.objectContaining({ code: 'internal', message: expect.stringContaining(what) });
  expect(() => graph.apply('MatMul', 'product', [x, y])).toThrow(refused('MatMul "product": [rows,4] × [3,2]: inner sizes differ'));
  expect(() => graph.apply('Add', 'sum', [x, y])).toThrow(refused('do not broadcast'));
  expect(() => graph.apply('Add', 'mixed', [x, z])).toThrow(refused('float32 with int32'));
  expect(() => graph.apply('Transpose', 'turned', [x], { perm: { ints: [0] } })).toThrow(refused('no permutation'));
  expect(() => graph.apply('LayerNormalization', 'norm', [x, y, y])).toThrow(refused('[3,2]'));
  expect(() => graph.apply('Cast', 'cast', [x], { to: { int: 99 } })).toThrow(refused('Cast'));
  expect(() => graph.input('x', 'float32', [1])).toThrow(refused('two values named "x"'));
  expect(() => graph.constant('w', 'float32', [2, 2], new Float32Array(3))).toThrow(refused('12 bytes'));
});

test('a choice computes one of its branches', async () => {
  const graph = new Graph();
  const x = graph.input('x', 'float32', ['n', 1]);
  const double = graph.input('double', 'bool', []);
  graph.output(
    graph.choose(
      'result',
      double,
      (branch) => branch.apply('Add', 'doubled', [x, x])[0],
      (branch) => branch.apply('Add', 'next', [x, branch.constant('one', 'float32', [1, 1], Float32Array.of(1))])[0],
    ),
  );
  const session = await InferenceSession.create(graph.encode());
  const run = async (flag: boolean) => {
    const feeds = { x: new Tensor('float32', Float32Array.of(5, 7), [2, 1]), double: new Tensor('bool', [flag], []) };
    return [...((await session.run(feeds)).result!.data as Float32Array)];
  };
  expect(await run(true)).toEqual([10, 14]);
  expect(await run(false)).toEqual([6, 8]);
  expect(() =>
    graph.choose(
      'other',
      double,
      () => x,
      () => double,
    ),
  ).toThrow(expect.objectContaining({ code: 'internal', message: expect.stringContaining('branches of "other"') }));
});
