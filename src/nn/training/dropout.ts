import type { Value } from '../graph.ts';
import type { Feeds } from './program.ts';

/** Elements between the starts of two masks in the pool: a prime, so that rows never line up. */
const shift = 7919;

/**
 * Masks for every place of dropout, as overlapping stretches of one pool of random numbers: each mask by itself is independent and
 * uniform, and drawing the numbers costs a fraction of drawing each mask anew. The same seed gives the same masks. The pool's memory is used
 * again: masks are valid until the next ones are made.
 */
export class DropoutPool {
  private pool = new Float32Array(0);

  /** @param rate share of elements that are zeroed */
  constructor(private readonly rate: number) {}

  feeds(masks: readonly Value[], seed: number, shapeOf: (mask: Value) => number[]): Feeds {
    const shapes = masks.map(shapeOf);
    const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
    const length = Math.max(0, ...sizes.map((size, i) => size + i * shift));
    if (length > this.pool.length) this.pool = new Float32Array(length);
    fillMask(this.pool.subarray(0, length), this.rate, seed);
    return Object.fromEntries(
      masks.map(({ name }, i) => [
        name,
        { type: 'float32', shape: shapes[i]!, data: this.pool.subarray(i * shift, i * shift + sizes[i]!) },
      ]),
    );
  }
}

/** Zeros at the given rate, else 1/(1 − rate); four from each step of a xorshift generator (Marsaglia 2003), in 8 bits each. */
function fillMask(out: Float32Array, rate: number, seed: number): void {
  const threshold = Math.round(rate * 256);
  const kept = 256 / (256 - threshold);
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  for (let i = 0; i < out.length; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const bits = Math.imul(state, 0x9e3779b1);
    for (let byte = 0; byte < 32 && i < out.length; byte += 8) out[i++] = ((bits >>> byte) & 255) < threshold ? 0 : kept;
  }
}
