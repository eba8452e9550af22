/** Which documents are replaced by others. */
export interface Supersession {
  /** Document → the document that replaces it. */
  replacedBy: ReadonlyMap<string, string>;
  /** Documents that replace each other in a circle, each with its path; they replace nothing. */
  cycles: readonly (readonly string[])[];
}

/** From pairs of a document and the one it replaces. Where several replace one, the first in the alphabet is named. */
export function supersession(pairs: Iterable<readonly [newer: string, older: string]>): Supersession {
  const older = new Map<string, Set<string>>();
  for (const [a, b] of pairs) older.set(a, (older.get(a) ?? new Set()).add(b));
  const circular = new Map<string, string[]>();
  for (const start of [...older.keys()].sort()) {
    const path = circular.has(start) ? undefined : pathBack(older, start);
    for (const document of path ?? []) circular.set(document, path!);
  }
  const replacedBy = new Map<string, string>();
  for (const newer of [...older.keys()].sort()) {
    for (const document of older.get(newer)!) {
      const around = circular.get(newer)?.includes(document);
      if (!around && !replacedBy.has(document)) replacedBy.set(document, newer);
    }
  }
  return { replacedBy, cycles: [...new Set(circular.values())] };
}

/** The shortest way from a document back to itself, its start at both ends. */
function pathBack(older: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] | undefined {
  const from = new Map<string, string>();
  const queue = [start];
  for (const document of queue) {
    for (const next of [...(older.get(document) ?? [])].sort()) {
      if (next === start) {
        const path = [start];
        for (let at = document; at !== start; at = from.get(at)!) path.unshift(at);
        return [start, ...path];
      }
      if (!from.has(next)) {
        from.set(next, document);
        queue.push(next);
      }
    }
  }
  return undefined;
}
