// Written by test/oracles/encoder/calibrate.ts over 500 passages.
import type { Range } from '../linear.ts';

/** Ranges of the base encoder's activations: fixed ones make a text's vector independent of the batch it is encoded in. */
export const minilmRanges: Record<string, Range> = {
  'embeddings.LayerNorm': [-3.27, 6.34],
  'encoder.layer.0.attention.context': [-3.31, 2.66],
  'encoder.layer.0.attention.output.LayerNorm': [-6.46, 22.0],
  'encoder.layer.0.gelu': [-0.17, 10.0],
  'encoder.layer.0.output.LayerNorm': [-4.93, 8.13],
  'encoder.layer.1.attention.context': [-2.99, 2.99],
  'encoder.layer.1.attention.output.LayerNorm': [-7.39, 22.0],
  'encoder.layer.1.gelu': [-0.17, 10.0],
  'encoder.layer.1.output.LayerNorm': [-5.0, 7.99],
  'encoder.layer.2.attention.context': [-2.77, 3.57],
  'encoder.layer.2.attention.output.LayerNorm': [-13.24, 22.0],
  'encoder.layer.2.gelu': [-0.17, 10.0],
  'encoder.layer.2.output.LayerNorm': [-5.48, 9.66],
  'encoder.layer.3.attention.context': [-2.47, 3.5],
  'encoder.layer.3.attention.output.LayerNorm': [-13.43, 22.0],
  'encoder.layer.3.gelu': [-0.17, 10.0],
  'encoder.layer.3.output.LayerNorm': [-6.3, 10.52],
  'encoder.layer.4.attention.context': [-3.01, 2.83],
  'encoder.layer.4.attention.output.LayerNorm': [-12.59, 21.61],
  'encoder.layer.4.gelu': [-0.17, 8.41],
  'encoder.layer.4.output.LayerNorm': [-6.19, 9.9],
  'encoder.layer.5.attention.context': [-3.48, 3.23],
  'encoder.layer.5.attention.output.LayerNorm': [-13.33, 12.86],
  'encoder.layer.5.gelu': [-0.17, 9.37],
};
