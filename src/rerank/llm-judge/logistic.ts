export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** log σ(x), exact for large |x|. */
export function logLogistic(x: number): number {
  return x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x));
}
