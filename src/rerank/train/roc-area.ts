/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half (Mann–Whitney U over the number of pairs).
 * NaN where one class is empty.
 */
export function rocArea(positives: readonly number[], negatives: readonly number[]): number {
  const all = [...positives.map((score) => ({ score, positive: 1 })), ...negatives.map((score) => ({ score, positive: 0 }))];
  all.sort((a, b) => a.score - b.score);
  let below = 0;
  let pairs = 0;
  for (let start = 0, end = 0; start < all.length; start = end) {
    let right = 0;
    while (end < all.length && all[end]!.score === all[start]!.score) right += all[end++]!.positive;
    const wrong = end - start - right;
    pairs += right * (below + wrong / 2);
    below += wrong;
  }
  return pairs / (positives.length * negatives.length);
}
