const shown = 50;

/** The first warnings in full, the rest as a number: a broken file of a million rows must not fill the memory. */
export class Warnings {
  readonly #messages: string[] = [];
  #more = 0;

  add(message: string): void {
    if (this.#messages.length < shown) this.#messages.push(message);
    else this.#more++;
  }

  list(): string[] {
    return this.#more === 0 ? [...this.#messages] : [...this.#messages, `… and ${this.#more} more`];
  }
}
