import { Rng } from '../../nn/training/rng.ts';
import { logistic, logLogistic } from './logistic.ts';

export interface GeneralPreferenceOptions {
  /** How many pairs of coordinates an embedding has; ⌊items / 2⌋ can hold any preferences. Default 2: one can hold an order, one a cycle. */
  blocks?: number;
  /** Weight of the squared length of the embeddings. Default 0.1. */
  prior?: number;
  /** For the start. Default 0. */
  seed?: number;
}

const maxSteps = 2000;
const tolerance = 1e-7;

/**
 * P(i beats j) as `result[i][j]` of the general preference model fitted to comparisons: item i has an embedding aᵢ of pairs of coordinates and
 * s(i, j) = Σ_b (aᵢ_b0 aⱼ_b1 − aᵢ_b1 aⱼ_b0), P = σ(s). Antisymmetric by construction, so it holds cycles that no strengths can; embeddings (θᵢ, 1)
 * make it the Bradley–Terry model. The weights λ_b and the temperature of the paper are scales of the embeddings, which are free here.
 * `wins[i][j]` is how often item i beat item j and may be a fraction.
 *
 * Source: Zhang et al., Beyond Bradley–Terry models: a general preference model for language model alignment, ICML 2025 (arXiv 2410.02197).
 */
export function generalPreference(
  wins: readonly (readonly number[])[],
  { blocks = 2, prior = 0.1, seed = 0 }: GeneralPreferenceOptions = {},
): number[][] {
  const items = wins.length;
  const width = 2 * blocks;
  const rng = Rng.of(seed);
  let embeddings = Float64Array.from({ length: items * width }, () => rng.float() - 0.5);
  let { loss, gradient } = evaluate(embeddings, wins, width, prior);
  let rate = 0.1;
  for (let step = 0; step < maxSteps; step++) {
    const slope = gradient.reduce((sum, part) => sum + part * part, 0);
    if (Math.sqrt(slope) < tolerance) break;
    let next = embeddings;
    let found = { loss: Number.POSITIVE_INFINITY, gradient };
    // Armijo's rule: halve the step until the loss falls as much as its slope promises.
    for (; rate > 1e-12; rate /= 2) {
      next = embeddings.map((value, at) => value - rate * gradient[at]!);
      found = evaluate(next, wins, width, prior);
      if (found.loss <= loss - 0.5 * rate * slope) break;
    }
    if (!(found.loss < loss)) break;
    // Barzilai and Borwein's guess of the next step.
    let moved = 0;
    let bent = 0;
    for (let at = 0; at < next.length; at++) {
      const difference = next[at]! - embeddings[at]!;
      moved += difference * difference;
      bent += difference * (found.gradient[at]! - gradient[at]!);
    }
    rate = bent > 0 ? moved / bent : rate * 2;
    embeddings = next;
    ({ loss, gradient } = found);
  }
  return wins.map((_, i) => wins.map((_, j) => logistic(score(embeddings, width, i, j))));
}

function score(embeddings: Float64Array, width: number, i: number, j: number): number {
  let sum = 0;
  for (let at = 0; at < width; at += 2) {
    const [a, b] = [i * width + at, j * width + at];
    sum += embeddings[a]! * embeddings[b + 1]! - embeddings[a + 1]! * embeddings[b]!;
  }
  return sum;
}

/** The negative log-posterior and its gradient. */
function evaluate(
  embeddings: Float64Array,
  wins: readonly (readonly number[])[],
  width: number,
  prior: number,
): { loss: number; gradient: Float64Array } {
  const gradient = embeddings.map((value) => prior * value);
  let loss = 0;
  for (const value of embeddings) loss += (prior / 2) * value * value;
  for (let i = 0; i < wins.length; i++) {
    for (let j = i + 1; j < wins.length; j++) {
      const [won, lost] = [wins[i]![j]!, wins[j]![i]!];
      const s = score(embeddings, width, i, j);
      loss -= won * logLogistic(s) + lost * logLogistic(-s);
      const slope = (won + lost) * logistic(s) - won;
      for (let at = 0; at < width; at += 2) {
        const [a, b] = [i * width + at, j * width + at];
        gradient[a]! += slope * embeddings[b + 1]!;
        gradient[a + 1]! -= slope * embeddings[b]!;
        gradient[b]! -= slope * embeddings[a + 1]!;
        gradient[b + 1]! += slope * embeddings[a]!;
      }
    }
  }
  return { loss, gradient };
}
