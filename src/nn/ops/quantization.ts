import type { OpRule } from './rule.ts';

/** Operators between floats and 8-bit integers; for inference only. */
export const quantization = {
  /** float to uint8 with the scale and zero point of the tensor's own range. */
  DynamicQuantizeLinear: {
    infer: ([x]) => [
      { type: 'uint8', shape: x!.shape },
      { type: 'float32', shape: [] },
      { type: 'uint8', shape: [] },
    ],
  },
  /** float to the type of the zero point. */
  QuantizeLinear: { infer: ([x, , zero]) => [{ type: zero!.type, shape: x!.shape }] },
} satisfies Record<string, OpRule>;
