/** Medians of one run. A rival that is not installed here is null. */
export interface Measurement {
  ours: number;
  rivals: Record<string, number | null>;
  /** Whatever explains the figures: other percentiles, sizes, settings. */
  detail?: object | undefined;
}

/** One benchmark: `NAME.bench.ts` exports it as `bench`; `npm run bench -- NAME` runs it. */
export interface Bench {
  name: string;
  /** Of `ours` and of every rival, e.g. `queries/s`. */
  unit: string;
  run(): Promise<Measurement>;
}

/** One timed pass; returns the figure in the benchmark's unit, or null where the contender is absent. */
export type Contender = () => Promise<number | null>;

/** The median; the mean of the middle two for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Runs the contenders in turn, round by round, so that whatever else the machine does hits all of them alike, and returns each one's median.
 * `warmup` rounds come first and do not count. Every other round runs in reverse order.
 */
export async function interleave<Name extends string>(
  contenders: Record<Name, Contender>,
  options: { rounds: number; warmup?: number },
): Promise<Record<Name, number | null>> {
  const names = Object.keys(contenders) as Name[];
  const figures = new Map<Name, number[]>(names.map((name) => [name, []]));
  const warmup = options.warmup ?? 1;
  for (let round = 0; round < warmup + options.rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await contenders[name]();
      if (figure !== null && round >= warmup) figures.get(name)!.push(figure);
    }
  }
  return Object.fromEntries(names.map((name) => [name, figures.get(name)!.length ? median(figures.get(name)!) : null])) as Record<
    Name,
    number | null
  >;
}
