/** What 0 becomes. */
export const weightZero = 128;

/**
 * Weights as unsigned 8-bit integers with one scale an output channel: w ≈ (data − 128) · scale. Unsigned, because x86 without VNNI adds products of unsigned
 * activations with signed weights two by two in 16 bits, where they saturate; with VNNI, AMX or ARM's dot products onnxruntime takes both alike
 * (MLAS, platform.cpp).
 */
export interface QuantizedWeights {
  /** [inputs, outputs], row-major: the layout that integer matrix products read. */
  data: Uint8Array;
  scales: Float32Array;
}

/**
 * Symmetric per-channel quantisation to 1…255, transposing [outputs, inputs] (as PyTorch stores a linear layer) to
 * [inputs, outputs]. `row` gives the weights of an output, which are read before the next is asked for.
 */
export function quantizeLinear(row: (output: number) => Float32Array, outputs: number, inputs: number): QuantizedWeights {
  const data = new Uint8Array(inputs * outputs);
  const scales = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const weights = row(o);
    let largest = 0;
    for (let i = 0; i < inputs; i++) largest = Math.max(largest, Math.abs(weights[i]!));
    const inverse = largest > 0 ? 127 / largest : 0;
    scales[o] = largest / 127;
    // What Math.round gives, at a quarter of its cost: this is much of the time in which a model is loaded.
    for (let i = 0, to = o; i < inputs; i++, to += outputs) data[to] = Math.floor(weights[i]! * inverse + 0.5) + weightZero;
  }
  return { data, scales };
}
