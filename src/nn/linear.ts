import type { Graph, Value } from './graph.ts';
import { quantizeLinear, weightZero } from './quantize.ts';

/** `int8`: 8-bit weights and activations, in integer arithmetic; `fp32`: exact. */
export type Precision = 'int8' | 'fp32';

/** A linear layer's parameters as PyTorch stores them. */
export interface LinearWeights {
  /** The weights [inputs] of an output, in an array that the next call may write anew. */
  row: (output: number) => Float32Array;
  bias: Float32Array;
  outputs: number;
  inputs: number;
}

/** What linear layers read: floats, or unsigned 8-bit integers with a scale and zero point; made once for all layers that read it. */
export type Activations = { data: Value } | { data: Value; scale: Value; zeroPoint: Value };

/** Lowest and highest value of an activation that 8 bits shall represent; what lies beyond is clipped. */
export type Range = readonly [lowest: number, highest: number];

/** Prepares a value for linear layers. In int8 without a given range it is that of the batch at hand. */
export function activations(graph: Graph, x: Value, precision: Precision, range?: Range): Activations {
  if (precision === 'fp32') return { data: x };
  if (!range) {
    const [data, scale, zeroPoint] = graph.apply('DynamicQuantizeLinear', `${x.name}.quantized`, [x]);
    return { data, scale: scale!, zeroPoint: zeroPoint! };
  }
  const [lowest, highest] = range;
  const step = (highest - lowest) / 255;
  const scale = graph.constant(`${x.name}.scale`, 'float32', [], Float32Array.of(step));
  const zeroPoint = graph.constant(`${x.name}.zero`, 'uint8', [], Uint8Array.of(Math.round(-lowest / step)));
  const [data] = graph.apply('QuantizeLinear', `${x.name}.quantized`, [x, scale, zeroPoint]);
  return { data, scale, zeroPoint };
}

/** x Wᵀ + b, in integer arithmetic where x is quantised. */
export function linear(graph: Graph, name: string, x: Activations, { row, bias, outputs, inputs }: LinearWeights): Value {
  const shift = graph.constant(`${name}.bias`, 'float32', [outputs], bias);
  if ('scale' in x) {
    const { data, scales } = quantizeLinear(row, outputs, inputs);
    const matrix = graph.constant(`${name}.weight`, 'uint8', [inputs, outputs], data);
    const scale = graph.constant(`${name}.scale`, 'float32', [outputs], scales);
    const zero = graph.constant(`${name}.zero`, 'uint8', [], Uint8Array.of(weightZero));
    return graph.apply('MatMulIntegerToFloat', name, [x.data, matrix, x.scale, scale, x.zeroPoint, zero, shift])[0];
  }
  const matrix = graph.constant(`${name}.weight`, 'float32', [inputs, outputs], transpose(row, outputs, inputs));
  const [product] = graph.apply('MatMul', `${name}.product`, [x.data, matrix]);
  return graph.apply('Add', name, [product, shift])[0];
}

function transpose(row: (output: number) => Float32Array, outputs: number, inputs: number): Float32Array {
  const out = new Float32Array(outputs * inputs);
  for (let o = 0; o < outputs; o++) {
    const weights = row(o);
    for (let i = 0; i < inputs; i++) out[i * outputs + o] = weights[i]!;
  }
  return out;
}
