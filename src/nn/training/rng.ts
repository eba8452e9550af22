/** The four words of a generator, to go on from. */
export type RngState = readonly [number, number, number, number];

/**
 * Seeded pseudo-random numbers: xoshiro128** 1.1 (Blackman & Vigna, Scrambled Linear Pseudorandom Number Generators, 2021), seeded with
 * SplitMix32. Not for secrets.
 *
 * @example
 * const rng = Rng.of(42, epoch);
 * const order = rng.shuffle(examples);
 */
export class Rng {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Goes on from a `state`. */
  constructor([a, b, c, d]: RngState) {
    [this.#a, this.#b, this.#c, this.#d] = [a | 0, b | 0, c | 0, d | 0];
  }

  /** A generator for each key, such as a seed, an epoch and a step: independent of those of other keys, with no state to keep. */
  static of(...key: readonly number[]): Rng {
    let hash = key.length;
    const next = (): number => {
      hash = (hash + 0x9e3779b9) | 0;
      let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return mixed ^ (mixed >>> 15);
    };
    for (const number of key) {
      // Both halves of a safe integer count.
      for (const word of [number | 0, Math.floor(number / 2 ** 32) | 0]) hash = next() ^ word;
    }
    return new Rng([next(), next(), next(), next()]);
  }

  get state(): RngState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  /** A whole number from 0 to 2³² − 1. */
  uint32(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result >>> 0;
  }

  /** From 0 to below 1, in steps of 2⁻³². */
  float(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number from 0 to below `limit`, which is at most 2³²; each is equally likely. */
  below(limit: number): number {
    // The last, incomplete stretch of numbers would favour the low remainders.
    const whole = 2 ** 32 - (2 ** 32 % limit);
    for (;;) {
      const number = this.uint32();
      if (number < whole) return number % limit;
    }
  }

  /** The items in random order (Fisher & Yates); the array given stays as it is. */
  shuffle<Item>(items: Iterable<Item>): Item[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
