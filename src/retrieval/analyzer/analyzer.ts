/** Turns text into index terms. A store records `id` and refuses an analyzer with another. */
export interface Analyzer {
  readonly id: string;
  analyze(text: string): string[];
}
