import type { Hits } from '../hits.ts';

/** The k best of the hits offered: higher score first, then lower docno. A binary heap with the worst at its root. */
export class TopK {
  readonly k: number;
  readonly #scores: Float32Array;
  readonly #docnos: Uint32Array;
  #size = 0;

  constructor(k: number) {
    this.k = k;
    this.#scores = new Float32Array(k);
    this.#docnos = new Uint32Array(k);
  }

  /** What a hit must at least reach; 0 while there is room. */
  get threshold(): number {
    return this.#size < this.k ? 0 : this.#scores[0]!;
  }

  offer(score: number, docno: number): void {
    if (this.#size < this.k) this.#up(this.#size++, score, docno);
    else if (score > this.#scores[0]! || (score === this.#scores[0]! && docno < this.#docnos[0]!)) this.#down(this.#size, score, docno);
  }

  /** Empties the heap. */
  take(): Hits {
    const size = this.#size;
    const hits = { scores: new Float32Array(size), docnos: new Uint32Array(size) };
    for (let rank = size - 1; rank >= 0; rank--) {
      hits.scores[rank] = this.#scores[0]!;
      hits.docnos[rank] = this.#docnos[0]!;
      this.#size = rank;
      this.#down(rank, this.#scores[rank]!, this.#docnos[rank]!);
    }
    return hits;
  }

  #up(from: number, score: number, docno: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(score, docno, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#scores[at] = score;
    this.#docnos[at] = docno;
  }

  /** Puts the hit in place of the root of a heap of `size`. */
  #down(size: number, score: number, docno: number): void {
    let at = 0;
    while (true) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#worse(this.#scores[child + 1]!, this.#docnos[child + 1]!, child)) child++;
      if (this.#worse(score, docno, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#scores[at] = score;
    this.#docnos[at] = docno;
  }

  #worse(score: number, docno: number, than: number): boolean {
    const other = this.#scores[than]!;
    return score < other || (score === other && docno > this.#docnos[than]!);
  }

  #move(from: number, to: number): void {
    this.#scores[to] = this.#scores[from]!;
    this.#docnos[to] = this.#docnos[from]!;
  }
}
