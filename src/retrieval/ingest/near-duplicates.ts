import { common } from './shingles.ts';

/** One shingle in this many is kept in a sketch. */
const sampling = 4;
/** A shingle in more passages than this is boilerplate: it links no further ones, and so the search stays sub-quadratic. */
export const maxPostings = 64;

/**
 * The sketch of a set of shingles: those whose hash is divisible by a fixed number, the same ones in every text (Broder 1997, "mod m"
 * sketches: unlike MinHash signatures they estimate containment, also between texts of very different length). The smallest
 * shingle is always kept, so that short texts and exact copies have a sketch too.
 */
export function sketch(shingles: Uint32Array): Uint32Array {
  return shingles.filter((hash, i) => i === 0 || hash % sampling === 0);
}

/** An inverted index from sketch hashes to entries; entries are numbered in the order of adding. */
export class SketchIndex {
  #sketches: (Uint32Array | null)[] = [];
  #posted = 0;
  #keys = new Uint32Array(1 << 12);
  /** Last posting of a slot's key plus one; 0 marks a free slot. */
  #heads = new Uint32Array(1 << 12);
  #lengths = new Uint8Array(1 << 12);
  #used = 0;
  #next = new Uint32Array(1 << 12);
  #entries = new Uint32Array(1 << 12);

  add(sketch: Uint32Array): number {
    const entry = this.#sketches.push(sketch) - 1;
    for (const hash of sketch) {
      if (this.#used * 2 > this.#keys.length) this.#rehash();
      const slot = this.#slot(hash);
      if (this.#heads[slot] === 0) this.#used++;
      this.#keys[slot] = hash;
      if (this.#lengths[slot]! >= maxPostings) continue;
      this.#lengths[slot]!++;
      if (this.#posted === this.#next.length) {
        this.#next = grown(this.#next);
        this.#entries = grown(this.#entries);
      }
      this.#entries[this.#posted] = entry;
      this.#next[this.#posted] = this.#heads[slot]!;
      this.#heads[slot] = ++this.#posted;
    }
    return entry;
  }

  remove(entry: number): void {
    this.#sketches[entry] = null;
  }

  /** Entries whose sketch shares at least the part `threshold` of the smaller of the two sketches, in order of adding. */
  candidates(sketch: Uint32Array, threshold: number): number[] {
    const shared = new Set<number>();
    for (const hash of sketch) {
      for (let posting = this.#heads[this.#slot(hash)]!; posting !== 0; posting = this.#next[posting - 1]!)
        shared.add(this.#entries[posting - 1]!);
    }
    return [...shared]
      .filter((entry) => {
        const other = this.#sketches[entry];
        return other && common(sketch, other) >= threshold * Math.min(sketch.length, other.length);
      })
      .sort((a, b) => a - b);
  }

  #slot(hash: number): number {
    const mask = this.#keys.length - 1;
    // The low bits are the same in every sampled hash.
    let slot = (hash >>> 3) & mask;
    while (this.#heads[slot] !== 0 && this.#keys[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  #rehash(): void {
    const [keys, heads, lengths] = [this.#keys, this.#heads, this.#lengths];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#heads = new Uint32Array(keys.length * 2);
    this.#lengths = new Uint8Array(keys.length * 2);
    for (let i = 0; i < keys.length; i++) {
      if (heads[i] === 0) continue;
      const slot = this.#slot(keys[i]!);
      this.#keys[slot] = keys[i]!;
      this.#heads[slot] = heads[i]!;
      this.#lengths[slot] = lengths[i]!;
    }
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
