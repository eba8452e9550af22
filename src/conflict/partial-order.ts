import { AccordError } from '../errors.ts';

/** A strict partial order: irreflexive, transitive, and silent about most pairs. */
export interface PartialOrder<T> {
  /** True where `a` stands above `b`, directly or through others. */
  prefers(a: T, b: T): boolean;
}

/**
 * The smallest strict partial order that holds every [higher, lower] pair: their transitive closure. Repeated pairs are one.
 *
 * @throws AccordError `invalid-input` with the path of a cycle, the shortest one through the first element that lies on any.
 *
 * @example
 * const order = partialOrder([['law', 'article'], ['article', 'forum']]);
 * order.prefers('law', 'forum'); // true
 */
export function partialOrder<T extends string | number>(pairs: readonly (readonly [higher: T, lower: T])[]): PartialOrder<T> {
  const direct = new Map<T, Set<T>>();
  for (const [higher, lower] of pairs) {
    const below = direct.get(higher);
    if (below) below.add(lower);
    else direct.set(higher, new Set([lower]));
  }
  refuseCycles(direct);
  const closures = new Map<T, Set<T>>();
  return {
    prefers(a, b) {
      let below = closures.get(a);
      if (!below) {
        below = new Set(reachable(direct, a).keys());
        closures.set(a, below);
      }
      return below.has(b);
    },
  };
}

/** Every element below `start`, mapped to the element it was reached from; breadth first, so paths are shortest. */
function reachable<T>(direct: ReadonlyMap<T, ReadonlySet<T>>, start: T): Map<T, T> {
  const from = new Map<T, T>();
  const queue = [start];
  for (const above of queue) {
    for (const below of direct.get(above) ?? []) {
      if (from.has(below)) continue;
      from.set(below, above);
      queue.push(below);
    }
  }
  return from;
}

/** Kahn's algorithm: what cannot be removed top-down lies on a cycle or below one. */
function refuseCycles<T>(direct: ReadonlyMap<T, ReadonlySet<T>>): void {
  const above = new Map<T, number>();
  for (const [higher, lowers] of direct) {
    if (!above.has(higher)) above.set(higher, 0);
    for (const lower of lowers) above.set(lower, (above.get(lower) ?? 0) + 1);
  }
  const removed = [...above.keys()].filter((element) => above.get(element) === 0);
  for (const element of removed) {
    for (const lower of direct.get(element) ?? []) {
      const left = above.get(lower)! - 1;
      above.set(lower, left);
      if (left === 0) removed.push(lower);
    }
  }
  if (removed.length === above.size) return;
  for (const element of above.keys()) {
    if (above.get(element) === 0) continue;
    const from = reachable(direct, element);
    if (!from.has(element)) continue;
    const path = [element];
    do path.unshift(from.get(path[0]!)!);
    while (path[0] !== element);
    throw new AccordError(
      'invalid-input',
      `The preferences form a cycle: ${path.join(' > ')}.`,
      'Remove one preference of the cycle: nothing can stand above itself.',
    );
  }
}
