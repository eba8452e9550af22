import { type AttributeValue, type DataType, type Dim, onnxTypes } from './onnx.ts';

export interface TensorType {
  type: DataType;
  shape: readonly Dim[];
}

export type Attributes = Record<string, AttributeValue>;

export interface OpRule {
  /** Operator set; ONNX's own by default. */
  domain?: 'com.microsoft';
  /** Types and shapes of the outputs, or a throw of {@link ShapeError}. An input that is left out is undefined. */
  infer(inputs: readonly (TensorType | undefined)[], attributes: Attributes): TensorType[];
}

/** Operands that do not fit; the graph turns it into an AccordError that names the operator. */
export class ShapeError extends Error {}

const same = ([x]: readonly (TensorType | undefined)[]): TensorType[] => [x!];

/** NumPy broadcasting; a symbolic size fits only itself and 1. */
function broadcast(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  const out: Dim[] = [];
  for (let i = Math.max(a.length, b.length); i > 0; i--) {
    const [x, y] = [a.at(-i) ?? 1, b.at(-i) ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new ShapeError(`[${a}] and [${b}] do not broadcast`);
    out.push(x === 1 ? y : x);
  }
  return out;
}

function product(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  if (a.length < 2 || b.length < 2) throw new ShapeError(`[${a}] × [${b}] are not matrices`);
  if (a.at(-1) !== b.at(-2)) throw new ShapeError(`[${a}] × [${b}]: inner sizes differ`);
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!];
}

function flagged(attributes: Attributes, name: string): boolean {
  const value = attributes[name];
  return value !== undefined && 'int' in value && value.int !== 0;
}

const swapLast = (shape: readonly Dim[]): Dim[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];

function lastSizeMatches(x: TensorType, ...vectors: (TensorType | undefined)[]): void {
  for (const vector of vectors) {
    if (vector && (vector.shape.length !== 1 || vector.shape[0] !== x.shape.at(-1))) {
      throw new ShapeError(`a vector of shape [${vector.shape}] for the last size of [${x.shape}]`);
    }
  }
}

function elementwise([a, b]: readonly (TensorType | undefined)[]): TensorType[] {
  if (a!.type !== b!.type) throw new ShapeError(`${a!.type} with ${b!.type}`);
  return [{ type: a!.type, shape: broadcast(a!.shape, b!.shape) }];
}

/** The operators that graphs may use: what each does, and the shape of its result. */
export const ops = {
  /** a + b, broadcast. */
  Add: { infer: elementwise },
  /** Converts element types; attribute `to`. */
  Cast: {
    infer: ([x], { to }) => {
      const type = Object.entries(onnxTypes).find(([, number]) => to && 'int' in to && to.int === number)?.[0];
      if (!type) throw new ShapeError('a cast without a known element type');
      return [{ type: type as DataType, shape: x!.shape }];
    },
  },
  /** Rows of a table, by index. */
  Gather: { infer: ([table, indices]) => [{ type: table!.type, shape: [...indices!.shape, ...table!.shape.slice(1)] }] },
  /** Matrix product over the last two dimensions. */
  MatMul: { infer: ([a, b]) => [{ type: a!.type, shape: product(a!.shape, b!.shape) }] },
  /**
   * alpha × aᵀ? × bᵀ?; attributes `transA`, `transB`, `alpha`. With `transBatchA`, `transBatchB` an operand is [rows, …batch, columns] and read
   * as [batch…, rows, columns] without being copied.
   */
  FusedMatMul: {
    domain: 'com.microsoft',
    infer: ([a, b], attributes) => {
      const operand = ({ shape }: TensorType, side: 'A' | 'B'): readonly Dim[] => {
        const batched = flagged(attributes, `transBatch${side}`) ? [...shape.slice(1, -1), shape[0]!, shape.at(-1)!] : shape;
        return flagged(attributes, `trans${side}`) ? swapLast(batched) : batched;
      };
      return [{ type: a!.type, shape: product(operand(a!, 'A'), operand(b!, 'B')) }];
    },
  },
  /** Reorders dimensions; attribute `perm`. */
  Transpose: {
    infer: ([x], { perm }) => {
      if (!perm || !('ints' in perm) || perm.ints.length !== x!.shape.length) throw new ShapeError(`no permutation of [${x!.shape}]`);
      return [{ type: x!.type, shape: perm.ints.map((axis) => x!.shape[axis]!) }];
    },
  },
  /** Softmax over the last dimension. */
  Softmax: { infer: same },
  /** Over the last dimension; inputs x, scale, bias; attribute `epsilon`. */
  LayerNormalization: {
    infer: ([x, scale, bias]) => {
      lastSizeMatches(x!, scale, bias);
      return [x!];
    },
  },
  /** x Φ(x), exact. */
  Gelu: { domain: 'com.microsoft', infer: same },
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
  /** Integer product, scaled to float: inputs a, b, a scale, b scale, a zero point, b zero point, bias. */
  MatMulIntegerToFloat: {
    domain: 'com.microsoft',
    infer: ([a, b]) => [{ type: 'float32', shape: product(a!.shape, b!.shape) }],
  },
} satisfies Record<string, OpRule>;

export type Op = keyof typeof ops;
