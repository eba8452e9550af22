import type { Example } from '../../src/nn/training/epoch-plan.ts';
import type { Parameters } from '../../src/nn/training/parameters.ts';
import type { TrainingProgram } from '../../src/nn/training/program.ts';
import { Rng } from '../../src/nn/training/rng.ts';
import type { TrainingTask } from '../../src/nn/training/train.ts';

export interface Point extends Example {
  readonly x: readonly number[];
  readonly y: number;
}

export interface LeastSquares extends TrainingTask<Point> {
  /** The weights under training, bias last. */
  readonly solution: () => number[];
}

/**
 * The smallest task there is: fits y = 2·x₀ − 3·x₁ + ½ by the mean of squared errors. The `seed` of a run shakes the gradients, as dropout
 * would, where `noise` is given.
 */
export function leastSquares({
  noise = 0,
  points = 60,
  ...overrides
}: Partial<LeastSquares> & { noise?: number; points?: number } = {}): LeastSquares {
  const weights = new Float32Array(2);
  const bias = new Float32Array(1);
  const parameters: Parameters = new Map([
    ['weight', { shape: [1, 2], data: weights, trainable: true }],
    ['bias', { shape: [1], data: bias, trainable: true }],
    ['fixed', { shape: [1], data: Float32Array.of(7), trainable: false }],
  ]);
  const gradients = new Map([
    ['weight', new Float32Array(2)],
    ['bias', new Float32Array(1)],
  ]);
  const program: TrainingProgram = {
    parameters,
    gradients,
    async run({ x, y, scale }, seed) {
      const shake = 1 + noise * (Rng.of(seed).float() - 0.5);
      let loss = 0;
      for (const [i, target] of y!.data.entries()) {
        const [a, b] = [x!.data[2 * i] as number, x!.data[2 * i + 1] as number];
        const error = weights[0]! * a + weights[1]! * b + bias[0]! - Number(target);
        const slope = 2 * error * (scale!.data[0] as number) * shake;
        loss += error ** 2 * (scale!.data[0] as number);
        for (const [name, j, factor] of [
          ['weight', 0, a],
          ['weight', 1, b],
          ['bias', 0, 1],
        ] as const)
          gradients.get(name)![j]! += slope * factor;
      }
      return { loss: Float32Array.of(loss) };
    },
    zero: () => {
      for (const gradient of gradients.values()) gradient.fill(0);
    },
    release: async () => {},
  };
  const rng = Rng.of(1);
  const all = Array.from({ length: points }, (_, i): Point => {
    const x = [2 * rng.float() - 1, 2 * rng.float() - 1];
    return { id: `point ${i}`, x, y: 2 * x[0]! - 3 * x[1]! + 0.5, lengths: [1 + rng.below(20)] };
  });
  return {
    program,
    examples: () => all,
    collate: (batch, scale) => ({
      x: { type: 'float32', shape: [batch.length, 2], data: Float32Array.from(batch.flatMap(({ x }) => x)) },
      y: { type: 'float32', shape: [batch.length], data: Float32Array.from(batch, ({ y }) => y) },
      scale: { type: 'float32', shape: [], data: Float32Array.of(scale) },
    }),
    config: { data: 'least squares' },
    solution: () => [...weights, ...bias],
    ...overrides,
  };
}
