import { hashFraction } from './hash-split.ts';

interface Pair {
  id: string;
  hypothesis: string;
  label: string;
}

const folds = 5;

/**
 * P(label | hypothesis) of each pair by a naive Bayes classifier over the hypothesis's words and word pairs that has not seen the hypothesis: what a model
 * could guess without reading the premise. Five-fold; equal hypotheses share a fold.
 */
export function cueProbabilities(pairs: readonly Pair[]): Float64Array {
  const fold = pairs.map(({ hypothesis }) => Math.floor(hashFraction(`cue ${hypothesis}`) * folds));
  const features = pairs.map(({ hypothesis }) => featuresOf(hypothesis));
  const out = new Float64Array(pairs.length);
  for (let held = 0; held < folds; held++) {
    const classes = new Map<string, { pairs: number; counts: Map<string, number> }>();
    for (const [i, { label }] of pairs.entries()) {
      if (fold[i] === held) continue;
      const entry = classes.get(label) ?? { pairs: 0, counts: new Map<string, number>() };
      classes.set(label, entry);
      entry.pairs++;
      for (const feature of features[i]!) entry.counts.set(feature, (entry.counts.get(feature) ?? 0) + 1);
    }
    for (const [i, { label }] of pairs.entries()) {
      if (fold[i] !== held) continue;
      const logs = [...classes].map(([name, { pairs: count, counts }]) => {
        let log = Math.log(count);
        for (const feature of features[i]!) log += Math.log(((counts.get(feature) ?? 0) + 0.5) / (count + 1));
        return { name, log };
      });
      const most = Math.max(...logs.map(({ log }) => log));
      const total = logs.reduce((sum, { log }) => sum + Math.exp(log - most), 0);
      out[i] = Math.exp((logs.find(({ name }) => name === label)?.log ?? -Infinity) - most) / total;
    }
  }
  return out;
}

/** `count` pairs of a label, each drawn by 1.05 − P(label | hypothesis): the less a claim gives its label away, the likelier it stays. */
export function withFewerCues<T extends Pair>(pairs: readonly T[], label: T['label'], count: number): T[] {
  const cues = cueProbabilities(pairs);
  // Weighted sampling without replacement (Efraimidis and Spirakis 2006), by a hash in place of chance.
  const keyed = pairs.map((pair, i) => ({ pair, key: Math.log(hashFraction(`draw ${pair.id}`) + 1e-12) / (1.05 - cues[i]!) }));
  return keyed
    .filter(({ pair }) => pair.label === label)
    .sort((a, b) => b.key - a.key)
    .slice(0, count)
    .map(({ pair }) => pair);
}

function featuresOf(hypothesis: string): Set<string> {
  const words = hypothesis.toLowerCase().match(/[\p{L}\p{N}']+|[^\p{L}\p{N}\s]/gu) ?? [];
  return new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]);
}
