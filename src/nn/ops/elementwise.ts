import { onnxTypes } from '../onnx.ts';
import { broadcast, integer, type Operands, type OpRule, ShapeError, same, type TensorType } from './rule.ts';

function pairwise([a, b]: Operands): TensorType[] {
  if (a!.type !== b!.type) throw new ShapeError(`${a!.type} with ${b!.type}`);
  return [{ type: a!.type, shape: broadcast(a!.shape, b!.shape) }];
}

/** Operators on single elements; those of two operands broadcast. */
export const elementwise = {
  /** a + b */
  Add: { infer: pairwise, gradient: ({ inputs: [a, b], dy, ...d }) => [() => d.sumTo(dy, a), () => d.sumTo(dy, b)] },
  /** a − b */
  Sub: {
    infer: pairwise,
    gradient: ({ inputs: [a, b], dy, ...d }) => [() => d.sumTo(dy, a), () => d.sumTo(d.op('Neg', [dy]), b)],
  },
  /** a · b */
  Mul: {
    infer: pairwise,
    gradient: ({ inputs: [a, b], dy, ...d }) => [() => d.sumTo(d.op('Mul', [dy, b]), a), () => d.sumTo(d.op('Mul', [dy, a]), b)],
  },
  /** a / b */
  Div: {
    infer: pairwise,
    gradient: ({ inputs: [a, b], output, dy, ...d }) => [
      () => d.sumTo(d.op('Div', [dy, b]), a),
      () => d.sumTo(d.op('Neg', [d.op('Div', [d.op('Mul', [dy, output]), b])]), b),
    ],
  },
  /** The lesser of a and b. */
  Min: { infer: pairwise },
  /** The greater of a and b. */
  Max: { infer: pairwise },
  /** Whether a = b. */
  Equal: { infer: (operands) => pairwise(operands).map(({ shape }) => ({ type: 'bool', shape })) },
  /** x */
  Identity: { infer: same, gradient: ({ dy }) => [() => dy] },
  /** −x */
  Neg: { infer: same, gradient: ({ dy, op }) => [() => op('Neg', [dy])] },
  /** eˣ */
  Exp: { infer: same, gradient: ({ output, dy, op }) => [() => op('Mul', [dy, output])] },
  /** ln x */
  Log: { infer: same, gradient: ({ inputs: [x], dy, op }) => [() => op('Div', [dy, x])] },
  /** √x */
  Sqrt: { infer: same, gradient: ({ output, dy, op, scalar }) => [() => op('Div', [op('Mul', [dy, scalar(0.5)]), output])] },
  /** The hyperbolic tangent. */
  Tanh: {
    infer: same,
    gradient: ({ output: y, dy, op, scalar }) => [() => op('Mul', [dy, op('Sub', [scalar(1), op('Mul', [y, y])])])],
  },
  /** 1 / (1 + e⁻ˣ) */
  Sigmoid: {
    infer: same,
    gradient: ({ output: y, dy, op, scalar }) => [() => op('Mul', [dy, op('Mul', [y, op('Sub', [scalar(1), y])])])],
  },
  /** ln(1 + eˣ) */
  Softplus: { infer: same, gradient: ({ inputs: [x], dy, op }) => [() => op('Mul', [dy, op('Sigmoid', [x])])] },
  /** The error function. */
  Erf: {
    infer: same,
    gradient: ({ inputs: [x], dy, op, scalar }) => [
      () => op('Mul', [dy, op('Mul', [scalar(2 / Math.sqrt(Math.PI)), op('Exp', [op('Neg', [op('Mul', [x, x])])])])]),
    ],
  },
  /** x Φ(x), exact. Its derivative Φ(x) + x φ(x) is written with u = x/√2 as (1 + erf u + 2/√π · u e^(−u²)) / 2. */
  Gelu: {
    domain: 'com.microsoft',
    infer: same,
    gradient: ({ inputs: [x], dy, op, scalar }) => [
      () => {
        const u = op('Mul', [x, scalar(Math.SQRT1_2)]);
        const density = op('Mul', [op('Mul', [u, scalar(1 / Math.sqrt(Math.PI))]), op('Exp', [op('Neg', [op('Mul', [u, u])])])]);
        const mass = op('Mul', [op('Add', [op('Erf', [u]), scalar(1)]), scalar(0.5)]);
        return op('Mul', [dy, op('Add', [mass, density])]);
      },
    ],
  },
  /** Converts element types; attribute `to`. */
  Cast: {
    infer: ([x], attributes) => {
      const type = Object.entries(onnxTypes).find(([, number]) => integer(attributes, 'to') === number)?.[0];
      if (!type) throw new ShapeError('a cast without a known element type');
      return [{ type: type as TensorType['type'], shape: x!.shape }];
    },
  },
} satisfies Record<string, OpRule>;
