import type { Graph, Value } from './graph.ts';
import { quantizeLinear } from './quantize.ts';

/** `int8`: 8-bit weights and activations, in integer arithmetic; `fp32`: exact. */
export type Precision = 'int8' | 'fp32';

/** A linear layer's parameters as PyTorch stores them. */
export interface LinearWeights {
  /** [outputs, inputs], row-major. */
  weight: Float32Array;
  outputs: number;
  inputs: number;
  /** Left out where the next operator adds it. */
  bias?: Float32Array;
}

/** x Wᵀ + b. In int8 the range of the activations is taken from each batch as it runs. */
export function linear(graph: Graph, name: string, x: Value, weights: LinearWeights, precision: Precision): Value {
  const { weight, outputs, inputs } = weights;
  const bias = weights.bias && graph.constant(`${name}.bias`, 'float32', [outputs], weights.bias);
  if (precision === 'int8') {
    const { data, scales } = quantizeLinear(weight, outputs, inputs);
    const quantized = graph.constant(`${name}.weight`, 'int8', [inputs, outputs], data);
    const scale = graph.constant(`${name}.scale`, 'float32', [outputs], scales);
    return graph.apply('DynamicQuantizeMatMul', name, [x, quantized, scale, undefined, bias])[0];
  }
  const matrix = graph.constant(`${name}.weight`, 'float32', [inputs, outputs], transpose(weight, outputs, inputs));
  const [product] = graph.apply('MatMul', bias ? `${name}.product` : name, [x, matrix]);
  return bias ? graph.apply('Add', name, [product, bias])[0] : product;
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) out[column * rows + row] = matrix[row * columns + column]!;
  }
  return out;
}
