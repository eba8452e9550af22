/** The k-th largest of the numbers pushed so far: what a newcomer must beat to be among the best k. */
export class KthLargest {
  /** A binary min-heap. */
  readonly #heap: Float64Array;
  #length = 0;
  /** NaN, which no comparison passes, until there are k. */
  value = Number.NaN;

  constructor(k: number) {
    this.#heap = new Float64Array(k);
  }

  push(value: number): void {
    const heap = this.#heap;
    if (this.#length < heap.length) {
      let at = this.#length++;
      for (let parent = (at - 1) >> 1; at > 0 && heap[parent]! > value; parent = (at - 1) >> 1) {
        heap[at] = heap[parent]!;
        at = parent;
      }
      heap[at] = value;
    } else if (value > heap[0]!) {
      let at = 0;
      for (let child = 1; child < heap.length; child = 2 * at + 1) {
        if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
        if (heap[child]! >= value) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = value;
    }
    if (this.#length === heap.length) this.value = heap[0]!;
  }
}
