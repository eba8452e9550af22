import type { Value } from '../graph.ts';
import type { Dim } from '../onnx.ts';
import { type Attributes, broadcast, type Derivation, float, integer, type OpRule, ShapeError, type TensorType } from './rule.ts';

function product(a: readonly Dim[], b: readonly Dim[]): Dim[] {
  if (a.length < 2 || b.length < 2) throw new ShapeError(`[${a}] × [${b}] are not matrices`);
  if (a.at(-1) !== b.at(-2)) throw new ShapeError(`[${a}] × [${b}]: inner sizes differ`);
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), a.at(-2)!, b.at(-1)!];
}

const swapLast = (shape: readonly Dim[]): Dim[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];

/** The flags of a product: T of an operand transposes it, B reads its first dimension as rows, next to the columns. */
function flags(attributes: Attributes) {
  const is = (name: string): boolean => (integer(attributes, name) ?? 0) !== 0;
  return { TA: is('transA'), TB: is('transB'), BA: is('transBatchA'), BB: is('transBatchB'), alpha: float(attributes, 'alpha') ?? 1 };
}

/** alpha × the product of two operands as read under the flags. */
function fused({ op }: Derivation, a: Value, b: Value, alpha: number, TA: boolean, TB: boolean, BA = false, BB = false): Value {
  const flag = (on: boolean) => ({ int: Number(on) });
  return op('FusedMatMul', [a, b], {
    alpha: { float: alpha },
    transA: flag(TA),
    transB: flag(TB),
    transBatchA: flag(BA),
    transBatchB: flag(BB),
  });
}

/** Puts the rows of [batch…, rows, columns] back in front, where `transBatch` had read them. */
function rowsFirst({ op }: Derivation, x: Value): Value {
  const last = x.shape.length - 1;
  const batch = Array.from({ length: last - 1 }, (_, i) => i);
  return op('Transpose', [x], { perm: { ints: [last - 1, ...batch, last] } });
}

function matMulGradient(d: Derivation, { TA, TB, BA, BB, alpha }: ReturnType<typeof flags>) {
  const { inputs, dy } = d;
  const [a, b] = inputs;
  const matrix = b.shape.length === 2 && a.shape.length > 2 && !TA && !BA && !BB;
  return [
    () => {
      // dA' = dY B'ᵀ, transposed where A was
      const da = TA ? fused(d, b, dy, alpha, TB, true, BB) : fused(d, dy, b, alpha, false, !TB, false, BB);
      return d.sumTo(BA ? rowsFirst(d, da) : da, a);
    },
    () => {
      if (matrix) {
        // One matrix for the whole batch: its gradient is one product over all rows.
        const [x, y] = [d.rows(a), d.rows(dy)];
        return TB ? fused(d, y, x, alpha, true, false) : fused(d, x, y, alpha, true, false);
      }
      const db = TB ? fused(d, dy, a, alpha, true, TA, false, BA) : fused(d, a, dy, alpha, !TA, false, BA);
      return d.sumTo(BB ? rowsFirst(d, db) : db, b);
    },
  ];
}

export const matrix = {
  /** Matrix product over the last two dimensions. */
  MatMul: {
    infer: ([a, b]) => [{ type: a!.type, shape: product(a!.shape, b!.shape) }],
    gradient: (d) => matMulGradient(d, flags({})),
  },
  /**
   * alpha × aᵀ? × bᵀ?; attributes `transA`, `transB`, `alpha`. With `transBatchA`, `transBatchB` an operand is [rows, …batch, columns] and read
   * as [batch…, rows, columns] without being copied.
   */
  FusedMatMul: {
    domain: 'com.microsoft',
    infer: ([a, b], attributes) => {
      const { TA, TB, BA, BB } = flags(attributes);
      const operand = ({ shape }: TensorType, transposed: boolean, batched: boolean): readonly Dim[] => {
        const read = batched ? [...shape.slice(1, -1), shape[0]!, shape.at(-1)!] : shape;
        return transposed ? swapLast(read) : read;
      };
      return [{ type: a!.type, shape: product(operand(a!, TA, BA), operand(b!, TB, BB)) }];
    },
    gradient: (d) => matMulGradient(d, flags(d.attributes)),
  },
  /** x Wᵀ + b of a matrix x, with W as [outputs, inputs]: attribute `transB` must be 1. */
  Gemm: {
    infer: ([x, w, b], attributes) => {
      if (integer(attributes, 'transB') !== 1 || x!.shape.length !== 2) throw new ShapeError('only x Wᵀ + b of a matrix x');
      const shape = product(x!.shape, swapLast(w!.shape));
      if (b) broadcast(shape, b.shape);
      return [{ type: x!.type, shape }];
    },
    gradient: (d) => {
      const { inputs, dy } = d;
      const [x, w, b] = inputs;
      return [() => fused(d, dy, w, 1, false, false), () => fused(d, dy, x, 1, true, false), () => d.sumTo(dy, b)];
    },
  },
  /** Integer product, scaled to float: inputs a, b, a scale, b scale, a zero point, b zero point, bias. */
  MatMulIntegerToFloat: {
    domain: 'com.microsoft',
    infer: ([a, b]) => [{ type: 'float32', shape: product(a!.shape, b!.shape) }],
  },
} satisfies Record<string, OpRule>;
