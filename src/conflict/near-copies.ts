import { type Passage, passageText } from '../passage.ts';
import { containment, shingles } from '../retrieval/ingest/shingles.ts';

/** Two passages of which the shorter shares this part of its five-word shingles with the other are near copies. */
const threshold = 0.5;

/**
 * Which passages are near copies of each other: the same label for copies, directly or through others; none for a passage without copies.
 * Compares every pair, as fits the passages of one question; `duplicateCluster` of an ingest, where there is one, counts too.
 */
export function nearCopies(passages: readonly Passage[]): (string | undefined)[] {
  const shingled = passages.map((passage) => shingles(passageText(passage)));
  const parents = passages.map((_, i) => i);
  const root = (i: number): number => (parents[i] === i ? i : root(parents[i]!));
  passages.forEach((passage, i) => {
    for (let j = 0; j < i; j++) {
      const clustered = passage.duplicateCluster !== undefined && passage.duplicateCluster === passages[j]!.duplicateCluster;
      if (clustered || containment(shingled[i]!, shingled[j]!) >= threshold) parents[root(i)] = root(j);
    }
  });
  const sizes = new Map<number, number>();
  for (const i of passages.keys()) sizes.set(root(i), (sizes.get(root(i)) ?? 0) + 1);
  // Named by the least id, so that the order of the passages does not matter.
  const names = new Map<number, string>();
  passages.forEach(({ id }, i) => {
    const name = names.get(root(i));
    if (name === undefined || id < name) names.set(root(i), id);
  });
  return passages.map((_, i) => (sizes.get(root(i))! > 1 ? names.get(root(i)) : undefined));
}
