/** Index of the last of the parts (starts ascending, the first at most `docno`) that starts at the docno or before it. */
export function lastAtMost(parts: readonly { start: number }[], docno: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (parts[middle]!.start <= docno) low = middle;
    else high = middle - 1;
  }
  return low;
}
