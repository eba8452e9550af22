import { AccordError } from '../../src/errors.ts';

/**
 * The share of pairs that two rankings of the same items put in different orders: 0 equal, 1 reversed. (1 − Kendall's τ) / 2; NaN of fewer than two items.
 *
 * @throws AccordError `invalid-input` for rankings of different items
 *
 * Source: Kendall, A new measure of rank correlation, Biometrika 30 (1938).
 */
export function kendallDistance<Item>(a: readonly Item[], b: readonly Item[]): number {
  const places = new Map(b.map((item, place) => [item, place]));
  if (a.length !== b.length || a.some((item) => !places.has(item))) {
    throw new AccordError('invalid-input', 'The two rankings have different items.', 'Compare rankings of the same items.');
  }
  let swapped = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = i + 1; j < a.length; j++) if (places.get(a[i]!)! > places.get(a[j]!)!) swapped++;
  }
  return swapped / ((a.length * (a.length - 1)) / 2);
}
