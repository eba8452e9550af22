/** 2ab / (a + b), the mean of adherence and robustness that neither alone can raise; 0 where either is 0, null where either is unknown. */
export function harmonicMean(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  return a + b === 0 ? 0 : (2 * a * b) / (a + b);
}
