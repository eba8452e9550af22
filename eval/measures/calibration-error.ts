/** A stated probability, and whether it came true. */
export interface Forecast {
  probability: number;
  right: boolean;
}

/**
 * Expected calibration error: how far stated probabilities are from frequencies, on average over bins of equally many forecasts; 0 is perfect.
 *
 * Source: Guo et al., On calibration of modern neural networks, ICML 2017, eq. 3; bins of equal size as of Nixon et al. 2019.
 */
export function calibrationError(forecasts: readonly Forecast[], bins = 15): number {
  const sorted = [...forecasts].sort((a, b) => a.probability - b.probability);
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const part = sorted.slice(Math.floor((bin * sorted.length) / bins), Math.floor(((bin + 1) * sorted.length) / bins));
    error += Math.abs(part.reduce((sum, { probability, right }) => sum + probability - Number(right), 0));
  }
  return sorted.length > 0 ? error / sorted.length : 0;
}
