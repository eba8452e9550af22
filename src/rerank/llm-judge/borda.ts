/**
 * Borda's score of each item: the share of the others that it is put before, over all lists, undecided pairs counting half. For whole lists it falls with the
 * mean position. `before[i][j]` is how many of `lists` lists put item i before item j; the score is NaN without lists.
 */
export function bordaScores(before: readonly (readonly number[])[], lists: number): number[] {
  return before.map((row, i) => {
    if (row.length === 1) return lists > 0 ? 1 : Number.NaN;
    let sum = 0;
    for (const [j, won] of row.entries()) if (j !== i) sum += (won + (lists - before[j]![i]!)) / 2;
    return sum / (lists * (row.length - 1));
  });
}
