/** More items than this are ranked by local search: the exact search doubles its work with each. */
export const exactLimit = 13;

/**
 * The ranking with the fewest disagreements with the lists (Kemeny's; the central ranking of permutation self-consistency): indices from 0, best first.
 * `before[i][j]` is how many lists put item i before item j. Exact up to {@link exactLimit} items (dynamic programming over subsets); past that the order by
 * Copeland's and Borda's counts, improved by moving single items until no move helps. Ties keep the order of the items.
 *
 * Source: Tang et al., Found in the middle: permutation self-consistency improves listwise ranking in large language models, NAACL 2024 (arXiv 2310.07712);
 * Held and Karp's recurrence.
 */
export function centralRanking(before: readonly (readonly number[])[]): number[] {
  return before.length <= exactLimit ? exact(before) : localSearch(before);
}

/** How many times the lists say the contrary of a ranking. */
export function disagreements(ranking: readonly number[], before: readonly (readonly number[])[]): number {
  let sum = 0;
  for (let a = 0; a < ranking.length; a++) {
    for (let b = a + 1; b < ranking.length; b++) sum += before[ranking[b]!]![ranking[a]!]!;
  }
  return sum;
}

function exact(before: readonly (readonly number[])[]): number[] {
  const items = before.length;
  const least = new Float64Array(2 ** items).fill(Number.POSITIVE_INFINITY);
  const last = new Int8Array(2 ** items);
  least[0] = 0;
  for (let set = 1; set < 2 ** items; set++) {
    // The last of a set stands behind all others of it. Of equally good ones the latest, which keeps the order of the items.
    for (let item = items - 1; item >= 0; item--) {
      if (!(set & (1 << item))) continue;
      const rest = set ^ (1 << item);
      let cost = least[rest]!;
      for (let other = 0; other < items; other++) if (rest & (1 << other)) cost += before[item]![other]!;
      if (cost < least[set]!) {
        least[set] = cost;
        last[set] = item;
      }
    }
  }
  const ranking: number[] = [];
  for (let set = 2 ** items - 1; set > 0; set ^= 1 << last[set]!) ranking.unshift(last[set]!);
  return ranking;
}

function localSearch(before: readonly (readonly number[])[]): number[] {
  const margin = (i: number, j: number): number => before[i]![j]! - before[j]![i]!;
  const total = (i: number, of: (margin: number) => number): number => before.reduce((sum, _, j) => sum + of(margin(i, j)), 0);
  const copeland = before.map((_, i) => total(i, Math.sign));
  const borda = before.map((_, i) => total(i, Number));
  const ranking = before.map((_, i) => i).sort((a, b) => copeland[b]! - copeland[a]! || borda[b]! - borda[a]!);
  for (let improved = true; improved; ) {
    improved = false;
    for (const item of [...ranking]) {
      const from = ranking.indexOf(item);
      const to = bestPlace(ranking, from, margin);
      if (to === from) continue;
      ranking.splice(from, 1);
      ranking.splice(to, 0, item);
      improved = true;
    }
  }
  return ranking;
}

/** Where the item at `from` disagrees least; its own place unless another is better. */
function bestPlace(ranking: readonly number[], from: number, margin: (i: number, j: number) => number): number {
  let best = { place: from, gain: 0 };
  for (const direction of [-1, 1]) {
    let gain = 0;
    for (let place = from + direction; place >= 0 && place < ranking.length; place += direction) {
      gain -= direction * margin(ranking[from]!, ranking[place]!);
      if (gain > best.gain) best = { place, gain };
    }
  }
  return best.place;
}
