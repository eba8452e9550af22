import { type WasmMemory, wasmMemory } from '../../wasm-assembler.ts';
import { type AdamwKernels, adamwKernels, laneAlignment } from './adamw-kernels.ts';
import type { Parameters } from './parameters.ts';

export interface AdamwOptions {
  /** Share of each weight, times the learning rate, that a step takes away. Biases and LayerNorm keep theirs. */
  weightDecay: number;
  /** Gradients are scaled down to this norm, over all parameters together, where it is larger. 0: never. */
  clipNorm: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/** Both running moments of a parameter's gradient: views that the next step changes. */
export interface Moments {
  first: Float32Array;
  second: Float32Array;
}

/** Elements that pass through the memory at a time: they stay in the cache between copy and kernel. */
const block = 4096;
const weightsAt = 0;
const gradientsAt = 4 * block;
const momentsAt = 8 * block;

interface Slot {
  weights: Float32Array;
  decays: boolean;
  /** Addresses of the moments. */
  first: number;
  second: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019), as `torch.optim.AdamW` computes it,
 * after clipping by the global norm. The moments live in WebAssembly memory, as JavaScript has no SIMD: half the time of a plain loop.
 */
export class Adamw {
  readonly #slots = new Map<string, Slot>();
  readonly #memory: WasmMemory;
  readonly #kernels: AdamwKernels;
  readonly #options: Required<AdamwOptions>;
  /** Steps taken; the correction of the moments' bias depends on it. */
  steps = 0;

  /** Trains the trainable ones of the parameters, in place. */
  constructor(parameters: Parameters, options: AdamwOptions) {
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    let end = momentsAt;
    for (const [name, { data, shape, trainable }] of parameters) {
      if (!trainable) continue;
      const bytes = 4 * roundUp(data.length);
      this.#slots.set(name, { weights: data, decays: shape.length > 1, first: end, second: end + bytes });
      end += 2 * bytes;
    }
    this.#memory = wasmMemory(end);
    this.#kernels = adamwKernels(this.#memory);
  }

  /** The state beside `steps`: views, so that writing to them restores it. */
  moments(): Map<string, Moments> {
    return new Map(
      [...this.#slots].map(([name, { weights, first, second }]) => [
        name,
        {
          first: new Float32Array(this.#memory.buffer, first, weights.length),
          second: new Float32Array(this.#memory.buffer, second, weights.length),
        },
      ]),
    );
  }

  /**
   * Changes the weights; trainable parameters without a gradient stay as they are, and all do where a gradient is not finite.
   * @returns the global norm of the gradients before clipping
   */
  step(gradients: ReadonlyMap<string, Float32Array>, learningRate: number): number {
    const { beta1, beta2, epsilon, weightDecay, clipNorm } = this.#options;
    const norm = Math.sqrt(this.#sumOfSquares(gradients));
    if (!Number.isFinite(norm)) return norm;
    // The small number is torch.nn.utils.clip_grad_norm_'s.
    const scale = clipNorm > 0 ? Math.min(1, clipNorm / (norm + 1e-6)) : 1;
    this.steps++;
    const rate = learningRate / (1 - beta1 ** this.steps);
    const root = 1 / Math.sqrt(1 - beta2 ** this.steps);
    for (const [name, gradient] of gradients) {
      const { weights, decays, first, second } = this.#slots.get(name)!;
      const decay = decays ? 1 - learningRate * weightDecay : 1;
      this.#eachBlock(gradient, (offset, count, end) => {
        const piece = weights.subarray(offset, offset + count);
        const copy = new Float32Array(this.#memory.buffer, weightsAt, count);
        copy.set(piece);
        const [m, v] = [first + 4 * offset, second + 4 * offset];
        const { update } = this.#kernels;
        update(weightsAt, end, gradientsAt, m, v, scale, beta1, 1 - beta1, beta2, 1 - beta2, decay, rate, root, epsilon);
        piece.set(copy);
      });
    }
    return norm;
  }

  #sumOfSquares(gradients: ReadonlyMap<string, Float32Array>): number {
    let sum = 0;
    for (const gradient of gradients.values()) {
      this.#eachBlock(gradient, (_, __, end) => {
        sum += this.#kernels.squares(gradientsAt, gradientsAt + end);
      });
    }
    return sum;
  }

  /** Lays the gradient into the memory block by block, with zeros up to the next multiple of the lanes, `end` bytes in all. */
  #eachBlock(gradient: Float32Array, visit: (offset: number, count: number, end: number) => void): void {
    const target = new Float32Array(this.#memory.buffer, gradientsAt, block);
    for (let offset = 0; offset < gradient.length; offset += block) {
      const count = Math.min(block, gradient.length - offset);
      target.set(gradient.subarray(offset, offset + count));
      target.fill(0, count, roundUp(count));
      visit(offset, count, 4 * roundUp(count));
    }
  }
}

function roundUp(length: number): number {
  return Math.ceil(length / laneAlignment) * laneAlignment;
}
