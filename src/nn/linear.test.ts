import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { Graph } from './graph.ts';
import { activations, linear } from './linear.ts';

test.each([1, -1])('int8 products of the largest activations with weights of %d are exact on every processor', async (weight) => {
  const size = 64;
  const graph = new Graph();
  const x = activations(graph, graph.input('x', 'float32', [size, size]), 'int8', [0, 1]);
  const row = new Float32Array(size).fill(weight);
  graph.output(linear(graph, 'y', x, { row: () => row, bias: new Float32Array(size).fill(3), outputs: size, inputs: size }));
  const session = await InferenceSession.create(graph.encode());
  const { y } = await session.run({ x: new Tensor('float32', new Float32Array(size * size).fill(1), [size, size]) });
  for (const value of y!.data as Float32Array) expect(value).toBeCloseTo(weight * size + 3, 3);
  await session.release();
});
