import type { Value } from '../graph.ts';

/** Elements between the starts of two masks in the pool: a prime, so that rows never line up. */
const shift = 7919;

/**
 * Masks for every place of dropout, as overlapping stretches of one pool of random numbers: each mask by itself is independent and
 * uniform, and drawing the numbers costs a fraction of drawing each mask anew. The same seed gives the same masks.
 */
export function dropoutFeeds(
  masks: readonly Value[],
  rate: number,
  seed: number,
  shapeOf: (mask: Value) => number[],
): Record<string, { type: 'float32'; shape: number[]; data: Float32Array }> {
  const shapes = masks.map(shapeOf);
  const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
  const pool = randomMask(Math.max(0, ...sizes.map((size, i) => size + i * shift)), rate, seed);
  return Object.fromEntries(
    masks.map(({ name }, i) => [name, { type: 'float32', shape: shapes[i]!, data: pool.subarray(i * shift, i * shift + sizes[i]!) }]),
  );
}

/** Zeros at the given rate, else 1/(1 − rate); four from each step of a xorshift generator (Marsaglia 2003), in 8 bits each. */
function randomMask(length: number, rate: number, seed: number): Float32Array {
  const out = new Float32Array(length);
  const threshold = Math.round(rate * 256);
  const kept = 256 / (256 - threshold);
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  for (let i = 0; i < length; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const bits = Math.imul(state, 0x9e3779b1);
    for (let byte = 0; byte < 32 && i < length; byte += 8) out[i++] = ((bits >>> byte) & 255) < threshold ? 0 : kept;
  }
  return out;
}
