/**
 * How many of the lists put item i before item j, as `result[i][j]`. A list holds indices from 0, best first; items that it leaves out come after all of its
 * own, undecided among themselves.
 */
export function orderedBefore(lists: readonly (readonly number[])[], items: number): number[][] {
  const counts = Array.from({ length: items }, () => new Array<number>(items).fill(0));
  for (const list of lists) {
    const place = new Map(list.map((item, at) => [item, at]));
    for (const [item, at] of place) {
      for (let other = 0; other < items; other++) if (other !== item && at < (place.get(other) ?? items)) counts[item]![other]!++;
    }
  }
  return counts;
}
