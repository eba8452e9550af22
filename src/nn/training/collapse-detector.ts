export interface CollapseOptions {
  /** Lists that are not judged: a model needs some to learn anything. */
  grace: number;
  /** Lists judged together. */
  window?: number;
  /** Least standard deviation of the scores within a list. */
  deviation?: number;
  /** Least share of (positive, negative) pairs in the right order. */
  accuracy?: number;
}

interface Tally {
  variance: number;
  pairs: number;
  wins: number;
}

/**
 * Notices a ranker that no longer, or never, tells passages apart, over the lists it was trained on last. Fine-tuned cross-encoders are known to
 * end with one score for everything.
 */
export class CollapseDetector {
  readonly #options: Required<CollapseOptions>;
  readonly #recent: Tally[] = [];
  readonly #total: Tally = { variance: 0, pairs: 0, wins: 0 };
  #seen = 0;

  constructor(options: CollapseOptions) {
    this.#options = { window: 512, deviation: 1e-3, accuracy: 0.55, ...options };
  }

  /** Takes in the scores of one question's passages; returns why training should stop, undefined while all is well. */
  observe(positives: ArrayLike<number>, negatives: ArrayLike<number>): string | undefined {
    this.#seen++;
    this.#add(tally(Array.from(positives), Array.from(negatives)));
    const { window, grace, deviation, accuracy } = this.#options;
    if (this.#recent.length < window || this.#seen < grace + window) return undefined;
    const spread = Math.sqrt(Math.max(0, this.#total.variance / window));
    if (spread < deviation) {
      return `passages of a question get all the same score (standard deviation ${spread.toExponential(1)} over ${window} questions)`;
    }
    const share = this.#total.wins / this.#total.pairs;
    if (share < accuracy) {
      return `useful passages are put above the others no better than by chance (${(100 * share).toFixed(1)} % of the pairs of ${window} questions)`;
    }
    return undefined;
  }

  #add(entry: Tally): void {
    this.#recent.push(entry);
    const gone = this.#recent.length > this.#options.window ? this.#recent.shift()! : { variance: 0, pairs: 0, wins: 0 };
    for (const key of ['variance', 'pairs', 'wins'] as const) this.#total[key] += entry[key] - gone[key];
  }
}

/** A tie is half a win. */
function tally(positives: number[], negatives: number[]): Tally {
  const all = [...positives, ...negatives];
  const mean = all.reduce((sum, score) => sum + score, 0) / all.length;
  let wins = 0;
  for (const positive of positives) for (const negative of negatives) wins += positive > negative ? 1 : positive === negative ? 0.5 : 0;
  return {
    variance: all.reduce((sum, score) => sum + (score - mean) ** 2, 0) / all.length,
    pairs: positives.length * negatives.length,
    wins,
  };
}
