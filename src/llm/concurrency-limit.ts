import { throwIfAborted } from '../errors.ts';

/** Lets so many through at a time; the others wait in the order in which they came. */
export class ConcurrencyLimit {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  /**
   * Resolves when there is room, with the function that gives it back.
   *
   * @throws AccordError `aborted` when the signal fires before
   */
  async enter(signal?: AbortSignal): Promise<() => void> {
    throwIfAborted(signal);
    if (this.#free > 0) this.#free--;
    // Who waited takes the place of the one who left.
    else if ((await this.#wait(signal)) && signal?.aborted) this.#leave();
    throwIfAborted(signal);
    let left = false;
    return () => {
      if (!left) this.#leave();
      left = true;
    };
  }

  /** False where the signal fired first. */
  #wait(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const enter = () => {
        signal?.removeEventListener('abort', stop);
        resolve(true);
      };
      const stop = () => {
        this.#waiting.delete(enter);
        resolve(false);
      };
      this.#waiting.add(enter);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
    } else {
      this.#free++;
    }
  }
}
