import { type Combination, column, type Feature } from '../combine.ts';

/** The passages of a question with their scores, and which of them are right. */
export interface LabelledList {
  passages: readonly { scores: { logit?: number; dense?: number; bm25?: number } }[];
  labels: readonly boolean[];
}

/** Pulls weights of standardised features towards 0, in units of a question: next to nothing, but it keeps separable lists finite. */
const ridge = 0.1;
/** Keeps columns that depend on each other solvable. */
const tiny = 1e-6;

/**
 * Weights for a combination of scores, in two steps. First the order: conditional logit (McFadden 1974), the weights under which a soft-max over
 * each list gives the right passages the highest likelihood. Then the level: slope and bias that make the weighted sum the log-odds of a passage being right
 * (Platt 1999). Lists without a right passage tell nothing of the order, but count for the level.
 *
 * @throws RangeError where no list has both right and wrong passages, or one lacks a feature
 */
export function fitCombination(lists: readonly LabelledList[], features: readonly Feature[]): Combination {
  const tables = lists.map(({ passages, labels }) => {
    const columns = features.map((feature) => column(passages, feature));
    if (columns.some((values) => !values)) throw new RangeError(`a list without ${features.filter((_, i) => !columns[i]).join(', ')}`);
    return { rows: labels.map((_, row) => columns.map((values) => values![row]!)), labels };
  });
  const ranked = tables.filter(({ labels }) => labels.includes(true) && labels.includes(false));
  if (ranked.length === 0) throw new RangeError('no list has both right and wrong passages');

  const spread = features.map((_, f) => deviation(ranked.flatMap(({ rows }) => rows.map((row) => row[f]!))));
  const order = minimize(features.length, (weights) => {
    const gradient = weights.map((weight) => ridge * weight);
    const curvature = features.map((_, i) => features.map((__, j) => (i === j ? ridge : 0)));
    for (const { rows, labels } of ranked) {
      const scaled = rows.map((row) => row.map((value, f) => value / spread[f]!));
      const all = moments(scaled, weights);
      const right = moments(
        scaled.filter((_, i) => labels[i]),
        weights,
      );
      for (const i of features.keys()) {
        gradient[i]! += all.mean[i]! - right.mean[i]!;
        for (const j of features.keys()) curvature[i]![j]! += all.covariance[i]![j]!;
      }
    }
    return { gradient, curvature };
  }).map((weight, f) => weight / spread[f]!);

  const sums = tables.flatMap(({ rows, labels }) => rows.map((row, i) => ({ x: [dot(order, row)], right: labels[i]! })));
  const { weights, bias } = fitLogistic(sums);
  return { features: [...features], weights: order.map((weight) => weight * weights[0]!), bias };
}

/**
 * Weights and bias of P(right) = 1 / (1 + e^−(weights · x + bias)) by maximum likelihood, with Platt's smoothed targets: logistic regression.
 * @throws RangeError without observations of both kinds
 */
export function fitLogistic(observations: readonly { x: readonly number[]; right: boolean }[]): { weights: number[]; bias: number } {
  const rights = observations.filter(({ right }) => right).length;
  if (rights === 0 || rights === observations.length) throw new RangeError('all observations are of one kind');
  const [high, low] = [(rights + 1) / (rights + 2), 1 / (observations.length - rights + 2)];
  const size = observations[0]!.x.length;
  const columns = Array.from({ length: size }, (_, i) => observations.map(({ x }) => x[i]!));
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const spreads = columns.map(deviation);
  const scaled = observations.map(({ x, right }) => ({ x: [...x.map((value, i) => (value - means[i]!) / spreads[i]!), 1], right }));
  const fitted = minimize(size + 1, (parameters) => {
    const gradient = parameters.map((value) => tiny * value);
    const curvature = parameters.map((_, i) => parameters.map((__, j) => (i === j ? tiny : 0)));
    for (const { x, right } of scaled) {
      const p = 1 / (1 + Math.exp(-dot(parameters, x)));
      for (const i of x.keys()) {
        gradient[i]! += (p - (right ? high : low)) * x[i]!;
        for (const j of x.keys()) curvature[i]![j]! += p * (1 - p) * x[i]! * x[j]!;
      }
    }
    return { gradient, curvature };
  });
  const weights = means.map((_, i) => fitted[i]! / spreads[i]!);
  return { weights, bias: fitted[size]! - dot(weights, means) };
}

/** Newton's method from 0 on a convex function of few variables, its steps held to a length of 1. */
function minimize(size: number, at: (x: number[]) => { gradient: number[]; curvature: number[][] }): number[] {
  let x = new Array<number>(size).fill(0);
  for (let round = 0; round < 100; round++) {
    const { gradient, curvature } = at(x);
    const step = solve(curvature, gradient);
    const length = Math.hypot(...step);
    x = x.map((value, i) => value - step[i]! / Math.max(1, length));
    if (length < 1e-9) break;
  }
  return x;
}

/** Mean and covariance of rows under soft-max weights. */
function moments(rows: readonly number[][], weights: readonly number[]): { mean: number[]; covariance: number[][] } {
  const scores = rows.map((row) => dot(weights, row));
  const highest = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - highest));
  const total = shares.reduce((a, b) => a + b);
  const expectation = (of: (row: number[]) => number): number => rows.reduce((sum, row, i) => sum + (shares[i]! / total) * of(row), 0);
  const mean = weights.map((_, i) => expectation((row) => row[i]!));
  const covariance = weights.map((_, i) => weights.map((__, j) => expectation((row) => row[i]! * row[j]!) - mean[i]! * mean[j]!));
  return { mean, covariance };
}

/** Gaussian elimination with pivoting. */
function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, vector[i]!]);
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let r = i + 1; r < size; r++) if (Math.abs(rows[r]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let r = 0; r < size; r++) {
      if (r === i) continue;
      const factor = rows[r]![i]! / rows[i]![i]!;
      for (let c = i; c <= size; c++) rows[r]![c]! -= factor * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Standard deviation; 1 for a constant. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
}
