import { integer, type Operands, type OpRule, ShapeError, same, type TensorType } from './rule.ts';

function lastSizeMatches(x: TensorType, ...vectors: (TensorType | undefined)[]): void {
  for (const vector of vectors) {
    if (vector && (vector.shape.length !== 1 || vector.shape[0] !== x.shape.at(-1))) {
      throw new ShapeError(`a vector of shape [${vector.shape}] for the last size of [${x.shape}]`);
    }
  }
}

/** Reduction over the last dimension, which stays with size 1. */
const last = ([x]: Operands): TensorType[] => [{ type: x!.type, shape: [...x!.shape.slice(0, -1), 1] }];

/** Operators over several elements. */
export const reduction = {
  /** Sum over all dimensions to a scalar, or over the axes of the second input; attribute `keepdims`, 1 by default. Graph.sum knows the shape. */
  ReduceSum: {
    infer: () => {
      throw new ShapeError('made by Graph.sum');
    },
    gradient: ({ inputs: [x], dy, ...d }) => [() => d.expandLike(dy, x)],
  },
  /** Running sums; inputs x and the axis. */
  CumSum: { infer: same },
  /** Mean over the last dimension, kept. */
  ReduceMean: {
    infer: last,
    gradient: ({ inputs: [x], dy, ...d }) => {
      const size = x.shape.at(-1);
      if (typeof size !== 'number') throw new ShapeError('the mean over a size known only when the graph runs');
      return [() => d.expandLike(d.op('Mul', [dy, d.scalar(1 / size)]), x), undefined];
    },
  },
  /** ln Σ eˣ over the last dimension, kept. */
  ReduceLogSumExp: {
    infer: last,
    gradient: ({ inputs: [x], output, dy, op }) => [() => op('Mul', [dy, op('Exp', [op('Sub', [x, output])])]), undefined],
  },
  /** Softmax over the last dimension. */
  Softmax: {
    infer: same,
    gradient: ({ output: p, dy, ...d }) => [
      () => {
        const weighted = d.op('Mul', [dy, p]);
        return d.op('Sub', [weighted, d.op('Mul', [p, d.sumLast(weighted)])]);
      },
    ],
  },
  /** Over the last dimension; inputs x, scale, bias; attribute `epsilon`. Further outputs: mean and inverse standard deviation. */
  LayerNormalization: {
    infer: ([x, scale, bias], attributes) => {
      lastSizeMatches(x!, scale, bias);
      if (integer(attributes, 'axis') !== undefined && integer(attributes, 'axis') !== -1)
        throw new ShapeError('an axis other than the last');
      const [row] = last([x]);
      return [x!, row!, row!];
    },
    gradient: ({ inputs: [x, scale, bias], outputs: [, mean, inverse], dy, ...d }) => {
      const normal = d.op('Mul', [d.op('Sub', [x, mean!]), inverse!]);
      return [
        () => {
          const scaled = d.op('Mul', [dy, scale]);
          const shift = d.meanLast(scaled);
          const slope = d.meanLast(d.op('Mul', [scaled, normal]));
          return d.op('Mul', [inverse!, d.op('Sub', [d.op('Sub', [scaled, shift]), d.op('Mul', [normal, slope])])]);
        },
        () => d.sumTo(d.op('Mul', [dy, normal]), scale),
        () => d.sumTo(dy, bias),
      ];
    },
  },
} satisfies Record<string, OpRule>;
