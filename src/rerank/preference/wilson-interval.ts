const z = 1.959964;

/**
 * The 95 % interval of a share of `count` trials.
 *
 * Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
 */
export function wilsonInterval(share: number, count: number): { lower: number; upper: number } {
  if (count === 0) return { lower: 0, upper: 1 };
  const square = (z * z) / count;
  const center = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / count + square / (4 * count));
  return { lower: Math.max(0, center - half), upper: Math.min(1, center + half) };
}
