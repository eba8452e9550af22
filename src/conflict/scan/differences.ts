import type { Word } from './words.ts';

/** Words of one sentence in the place of words of another; one side may be empty. Word indexes, `end` exclusive. */
export interface Difference {
  a: { start: number; end: number };
  b: { start: number; end: number };
}

export interface Alignment {
  differences: Difference[];
  /** Of each word of the first sentence, whether the second has it too, in the same order. */
  common: boolean[];
  /** How many words they have in common. */
  shared: number;
}

/** Where two sentences differ: by their longest common subsequence of words. */
export function align(a: readonly Word[], b: readonly Word[]): Alignment {
  const columns = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * columns);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * columns + j;
      lengths[at] = a[i]!.key === b[j]!.key ? lengths[at + columns + 1]! + 1 : Math.max(lengths[at + columns]!, lengths[at + 1]!);
    }
  }
  const common = a.map(() => false);
  const differences: Difference[] = [];
  let [i, j, startA, startB] = [0, 0, 0, 0];
  const close = () => {
    if (i > startA || j > startB) differences.push({ a: { start: startA, end: i }, b: { start: startB, end: j } });
  };
  while (i < a.length && j < b.length) {
    if (a[i]!.key === b[j]!.key) {
      close();
      common[i] = true;
      startA = ++i;
      startB = ++j;
    } else if (lengths[(i + 1) * columns + j]! >= lengths[i * columns + j + 1]!) i++;
    else j++;
  }
  [i, j] = [a.length, b.length];
  close();
  return { differences, common, shared: lengths[0]! };
}
