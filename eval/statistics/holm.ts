/**
 * p-values adjusted for the number of tests (family-wise error), in the order given.
 *
 * Source: Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  const rising = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  let floor = 0;
  rising.forEach(({ p, index }, rank) => {
    floor = Math.max(floor, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = floor;
  });
  return adjusted;
}
