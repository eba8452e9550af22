import {
  type Code,
  doWhile,
  f32,
  float32,
  float32x4,
  get,
  i32,
  instantiate,
  int32,
  set,
  v128,
  vector,
  type WasmFunction,
  type WasmMemory,
} from '../../wasm-assembler.ts';

/** Every count of elements is a multiple of it. */
export const laneAlignment = 16;

/** What AdamW computes over its WebAssembly memory. All addresses are in bytes. */
export interface AdamwKernels {
  /** Sum of squares, in four times four partial sums of float32. */
  squares(values: number, end: number): number;
  /**
   * One update of the weights up to `end` and of both moments:
   * m ← β₁m + β₁′g, v ← β₂v + β₂′g², w ← decay·w − rate·m / (root·√v + ε), where g is `scale` times the gradient.
   */
  update(
    weights: number,
    end: number,
    gradients: number,
    first: number,
    second: number,
    scale: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    decay: number,
    rate: number,
    root: number,
    epsilon: number,
  ): void;
}

export function adamwKernels(memory: WasmMemory): AdamwKernels {
  return instantiate([squares, update()], memory) as AdamwKernels;
}

const advance = (local: number, bytes: number): Code => set(local, int32.add(get(local), int32.constant(bytes)));

const sums = [2, 3, 4, 5] as const;
const squares: WasmFunction = {
  name: 'squares',
  parameters: [i32, i32],
  results: [f32],
  locals: [v128, v128, v128, v128],
  body: [
    ...doWhile(
      [
        ...sums.flatMap((sum, step) => {
          const piece = vector.load(get(0), 16 * step);
          return set(sum, float32x4.add(get(sum), float32x4.multiply(piece, piece)));
        }),
        ...advance(0, 64),
      ],
      int32.lessUnsigned(get(0), get(1)),
    ),
    ...set(sums[0], float32x4.add(float32x4.add(get(sums[0]), get(sums[1])), float32x4.add(get(sums[2]), get(sums[3])))),
    ...[0, 1, 2, 3].map((lane) => float32x4.lane(get(sums[0]), lane)).reduce(float32.add),
  ],
};

function update(): WasmFunction {
  const [weights, end, gradients, first, second] = [0, 1, 2, 3, 4] as const;
  const scalars = 5;
  const count = 9;
  // Each scalar parameter is spread over a vector of its own.
  const spread = Array.from({ length: count }, (_, i) => get(scalars + count + i));
  const [scale, beta1, rest1, beta2, rest2, decay, rate, root, epsilon] = spread as [Code, Code, Code, Code, Code, Code, Code, Code, Code];
  const [gradient, m, v] = [23, 24, 25] as const;
  const { add, subtract, multiply, divide, squareRoot } = float32x4;

  const turn = (offset: number): Code => [
    ...set(gradient, multiply(scale, vector.load(get(gradients), offset))),
    ...set(m, add(multiply(beta1, vector.load(get(first), offset)), multiply(rest1, get(gradient)))),
    ...set(v, add(multiply(beta2, vector.load(get(second), offset)), multiply(multiply(rest2, get(gradient)), get(gradient)))),
    ...vector.store(get(first), get(m), offset),
    ...vector.store(get(second), get(v), offset),
    ...vector.store(
      get(weights),
      subtract(
        multiply(decay, vector.load(get(weights), offset)),
        divide(multiply(rate, get(m)), add(multiply(root, squareRoot(get(v))), epsilon)),
      ),
      offset,
    ),
  ];
  return {
    name: 'update',
    parameters: [i32, i32, i32, i32, i32, f32, f32, f32, f32, f32, f32, f32, f32, f32],
    results: [],
    locals: new Array<typeof v128>(count + 3).fill(v128),
    body: [
      ...spread.flatMap((_, i) => set(scalars + count + i, float32x4.splat(get(scalars + i)))),
      ...doWhile(
        [...turn(0), ...turn(16), ...[weights, gradients, first, second].flatMap((address) => advance(address, 32))],
        int32.lessUnsigned(get(weights), get(end)),
      ),
    ],
  };
}
