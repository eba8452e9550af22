/** Weights as signed 8-bit integers with one scale an output channel: w ≈ data · scale. */
export interface QuantizedWeights {
  /** [inputs, outputs], row-major: the layout that integer matrix products read. */
  data: Int8Array;
  scales: Float32Array;
}

/**
 * Symmetric per-channel quantisation to −127…127, transposing [outputs, inputs] (as PyTorch stores a linear layer) to
 * [inputs, outputs].
 */
export function quantizeLinear(weights: Float32Array, outputs: number, inputs: number): QuantizedWeights {
  const data = new Int8Array(inputs * outputs);
  const scales = new Float32Array(outputs);
  for (let o = 0; o < outputs; o++) {
    const row = weights.subarray(o * inputs, (o + 1) * inputs);
    let largest = 0;
    for (let i = 0; i < inputs; i++) largest = Math.max(largest, Math.abs(row[i]!));
    const inverse = largest > 0 ? 127 / largest : 0;
    scales[o] = largest / 127;
    for (let i = 0; i < inputs; i++) data[i * outputs + o] = Math.round(row[i]! * inverse);
  }
  return { data, scales };
}
