import {
  doWhile,
  f32,
  float32,
  float32x4,
  get,
  i32,
  instantiate,
  int16x8,
  int32,
  int32x4,
  set,
  v128,
  vector,
  type WasmFunction,
  type WasmMemory,
} from '../../wasm-assembler.ts';

/** `dot` reads this many rows side by side; its row count is a multiple of it. */
export const rowsAtOnce = 4;

/** The row length (elements) is a multiple of it. */
export const laneAlignment = 16;

/** What a vector index computes over its WebAssembly memory. All addresses are in bytes. */
export interface Int8Kernels {
  /** The largest magnitude in the float32 row; NaN or Infinity where an element is. */
  largest(row: number): number;
  /**
   * Writes round(inverse · x) of a float32 row as int8, which it must fit, and returns the sum of the squares of what rounding took away,
   * computed in float32, in units of 1 / inverse.
   */
  quantise(row: number, codes: number, inverse: number): number;
  /** Dot products of int8 rows with the int16 query, written as int32 to `out`; sums must fit in 32 bits. */
  dot(codes: number, rows: number, query: number, out: number): void;
}

/**
 * Kernels for rows of `width` elements, in WebAssembly because JavaScript has no SIMD. They are assembled here, for one width, because
 * this turns the distance from row to row into a constant, and no binary needs a build step.
 */
export function int8Kernels(memory: WasmMemory, width: number): Int8Kernels {
  return instantiate([largest(width), quantise(width), dot(width)], memory) as Int8Kernels;
}

const advance = (local: number, bytes: number) => set(local, int32.add(get(local), int32.constant(bytes)));
const lanes = [0, 1, 2, 3];

/** Without their sign, floats compare like the integers of the same bits, NaN above Infinity above the rest, in one instruction. */
function largest(width: number): WasmFunction {
  const [row, end, maxima] = [0, 1, 2] as const;
  return {
    name: 'largest',
    parameters: [i32],
    results: [f32],
    locals: [i32, v128],
    body: [
      ...set(end, int32.add(get(row), int32.constant(4 * width))),
      ...doWhile(
        [
          ...lanes.flatMap((step) => set(maxima, int32x4.max(get(maxima), float32x4.absolute(vector.load(get(row), 16 * step))))),
          ...advance(row, 64),
        ],
        int32.lessUnsigned(get(row), get(end)),
      ),
      ...lanes.map((lane) => float32x4.lane(get(maxima), lane)).reduce(float32.max),
    ],
  };
}

function quantise(width: number): WasmFunction {
  const [row, codes, inverse, end, factor, lost] = [0, 1, 2, 3, 4, 5] as const;
  const scaled = [6, 7, 8, 9] as const;
  const rounded = 10;
  const narrow = (a: number, b: number) => int32x4.narrowToInt16(get(a), get(b));
  return {
    name: 'quantise',
    parameters: [i32, i32, f32],
    results: [f32],
    locals: [i32, v128, v128, v128, v128, v128, v128, v128],
    body: [
      ...set(end, int32.add(get(row), int32.constant(4 * width))),
      ...set(factor, float32x4.splat(get(inverse))),
      ...doWhile(
        [
          ...scaled.flatMap((local, step) => [
            ...set(local, float32x4.multiply(get(factor), vector.load(get(row), 16 * step))),
            ...set(rounded, float32x4.nearest(get(local))),
            ...set(local, float32x4.subtract(get(local), get(rounded))),
            ...set(lost, float32x4.add(get(lost), float32x4.multiply(get(local), get(local)))),
            ...set(local, int32x4.fromFloat32(get(rounded))),
          ]),
          ...vector.store(get(codes), int16x8.narrowToInt8(narrow(scaled[0], scaled[1]), narrow(scaled[2], scaled[3]))),
          ...advance(row, 64),
          ...advance(codes, 16),
        ],
        int32.lessUnsigned(get(row), get(end)),
      ),
      ...lanes.map((lane) => float32x4.lane(get(lost), lane)).reduce(float32.add),
    ],
  };
}

/** One step takes 8 elements of 4 rows: the rows share the loaded piece of the query, and four sums hide the latency of the additions. */
function dot(width: number): WasmFunction {
  const [codes, rows, query, out, end, rowEnd, queryAt] = [0, 1, 2, 3, 4, 5, 6] as const;
  const sums = [7, 8, 9, 10] as const;
  const piece = 11;
  // The more steps in one turn of the loop, the less the loop costs.
  const steps = [8, 6, 4, 2].find((count) => width % (8 * count) === 0)!;

  const turn = Array.from({ length: steps }, (_, step) => [
    ...set(piece, vector.load(get(queryAt), 16 * step)),
    ...sums.flatMap((sum, row) => {
      const product = int16x8.dot(vector.loadInt8AsInt16(get(codes), row * width + 8 * step), get(piece));
      return set(sum, int32x4.add(get(sum), product));
    }),
  ]).flat();

  // Even lanes plus odd lanes, twice over: lane r of the result is the whole of sum r.
  const fold = (a: readonly number[], b: readonly number[]) =>
    int32x4.add(vector.shuffle(a, b, [0, 2, 4, 6]), vector.shuffle(a, b, [1, 3, 5, 7]));
  const totals = [
    ...set(sums[0], fold(get(sums[0]), get(sums[1]))),
    ...set(sums[2], fold(get(sums[2]), get(sums[3]))),
    ...vector.store(get(out), fold(get(sums[0]), get(sums[2]))),
  ];

  return {
    name: 'dot',
    parameters: [i32, i32, i32, i32],
    results: [],
    locals: [i32, i32, i32, v128, v128, v128, v128, v128],
    body: [
      ...set(end, int32.add(get(codes), int32.multiply(get(rows), int32.constant(width)))),
      ...doWhile(
        [
          ...sums.flatMap((sum) => set(sum, vector.zeros)),
          ...set(queryAt, get(query)),
          ...set(rowEnd, int32.add(get(codes), int32.constant(width))),
          ...doWhile([...turn, ...advance(codes, 8 * steps), ...advance(queryAt, 16 * steps)], int32.lessUnsigned(get(codes), get(rowEnd))),
          ...totals,
          ...advance(out, 4 * rowsAtOnce),
          ...advance(codes, (rowsAtOnce - 1) * width),
        ],
        int32.lessUnsigned(get(codes), get(end)),
      ),
    ],
  };
}
