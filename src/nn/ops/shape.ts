import { integer, integers, type OpRule, ShapeError } from './rule.ts';

/** Operators that move elements and compute nothing. */
export const shape = {
  /** Rows of a table, by index. */
  Gather: {
    infer: ([table, indices]) => [{ type: table!.type, shape: [...indices!.shape, ...table!.shape.slice(1)] }],
    gradient: ({ inputs: [table, indices], dy, ...d }) => [
      () => {
        const zeros = d.op('Mul', [table, d.scalar(0)]);
        const places = d.reshape(d.op('Cast', [indices], { to: { int: 7 } }), [...indices.shape, 1]);
        return d.op('ScatterND', [zeros, places, dy], { reduction: { string: 'add' } });
      },
      undefined,
    ],
  },
  /** Matrices of equal width, one below the other; attribute `axis` must be 0. */
  Concat: {
    infer: (parts, attributes) => {
      const [first] = parts;
      const odd = parts.some((part) => String(part!.shape.slice(1)) !== String(first!.shape.slice(1)));
      const rows = parts.map((part) => part!.shape[0]!);
      if (odd || integer(attributes, 'axis') !== 0 || !rows.every((size) => typeof size === 'number')) {
        throw new ShapeError('only matrices of equal width and of heights that are known');
      }
      return [{ type: first!.type, shape: [rows.reduce((sum, size) => sum + size, 0), ...first!.shape.slice(1)] }];
    },
  },
  /** A copy of x with rows replaced, or with `reduction` "add" added to: inputs x, indices […, 1], rows. */
  ScatterND: { infer: ([x]) => [x!] },
  /** The same elements in another shape; made by Graph.reshape, which knows it. */
  Reshape: {
    infer: () => {
      throw new ShapeError('made by Graph.reshape');
    },
    gradient: ({ inputs: [x], dy, ...d }) => [() => d.reshapeLike(dy, x)],
  },
  /** The sizes of x, int64. */
  Shape: { infer: ([x]) => [{ type: 'int64', shape: [x!.shape.length] }] },
  /** Reorders dimensions; attribute `perm`. */
  Transpose: {
    infer: ([x], attributes) => {
      const order = integers(attributes, 'perm');
      if (order?.length !== x!.shape.length) throw new ShapeError(`no permutation of [${x!.shape}]`);
      return [{ type: x!.type, shape: order.map((axis) => x!.shape[axis]!) }];
    },
    gradient: ({ attributes, dy, op }) => {
      const order = integers(attributes, 'perm')!;
      return [() => op('Transpose', [dy], { perm: { ints: order.map((_, axis) => order.indexOf(axis)) } })];
    },
  },
} satisfies Record<string, OpRule>;
