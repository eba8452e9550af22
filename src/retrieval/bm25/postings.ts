/** As many documents as a 16-bit number can tell apart. */
export const windowSize = 1 << 16;

/** A frequency in a byte; this value says that the true one is in `Postings.longFrequencies`. */
export const longFrequency = 255;

/**
 * Inverted lists over the documents `base … base + span - 1`: list i, of term `termIds[i]`, holds the entries `offsets[i] … offsets[i + 1] - 1` of
 * `documents` (docno - base, ascending) and `frequencies`: three bytes an entry.
 */
export interface Postings {
  base: number;
  /** Docnos covered, at most {@link windowSize}; deleted ones stay as holes. */
  span: number;
  /** Terms of each document; 0 for a deleted one. */
  lengths: Uint32Array;
  /** In ascending order, unless said otherwise. */
  termIds: Uint32Array;
  offsets: Uint32Array;
  documents: Uint16Array;
  frequencies: Uint8Array;
  /** Frequencies of 255 and more, by {@link longFrequencyKey}. */
  longFrequencies: Map<number, number>;
}

export function longFrequencyKey(termId: number, document: number): number {
  return termId * windowSize + document;
}

/** Joins postings over adjoining docnos, given in their order. The `termIds` of a part may be in any order; all are below `vocabulary`. */
export function mergePostings(parts: readonly Postings[], vocabulary: number): Postings {
  const base = parts[0]!.base;
  const last = parts.at(-1)!;
  const span = last.base + last.span - base;
  const lengths = new Uint32Array(span);
  for (const part of parts) lengths.set(part.lengths, part.base - base);

  // First each term's number of entries, then where its next entry goes.
  const cursor = new Uint32Array(vocabulary);
  for (const { termIds, offsets } of parts) {
    for (let i = 0; i < termIds.length; i++) cursor[termIds[i]!]! += offsets[i + 1]! - offsets[i]!;
  }
  const termIds = new Uint32Array(vocabulary);
  const offsets = new Uint32Array(vocabulary + 1);
  let terms = 0;
  let size = 0;
  for (let termId = 0; termId < vocabulary; termId++) {
    const entries = cursor[termId]!;
    if (entries === 0) continue;
    cursor[termId] = size;
    termIds[terms++] = termId;
    offsets[terms] = size += entries;
  }

  const documents = new Uint16Array(size);
  const frequencies = new Uint8Array(size);
  const longFrequencies = new Map<number, number>();
  for (const part of parts) {
    const shift = part.base - base;
    for (let i = 0; i < part.termIds.length; i++) {
      const termId = part.termIds[i]!;
      const end = part.offsets[i + 1]!;
      let to = cursor[termId]!;
      for (let from = part.offsets[i]!; from < end; from++, to++) {
        documents[to] = part.documents[from]! + shift;
        frequencies[to] = part.frequencies[from]!;
      }
      cursor[termId] = to;
    }
    for (const [key, frequency] of part.longFrequencies) longFrequencies.set(key + shift, frequency);
  }
  return {
    base,
    span,
    lengths,
    termIds: termIds.slice(0, terms),
    offsets: offsets.slice(0, terms + 1),
    documents,
    frequencies,
    longFrequencies,
  };
}

/** The postings without the documents marked in `dead` (one byte each, of the window); calls back for each term that loses entries. */
export function withoutDocuments(postings: Postings, dead: Uint8Array, onLoss: (termId: number, entries: number) => void): Postings {
  const { termIds, offsets, documents, frequencies } = postings;
  const keptIds: number[] = [];
  const keptOffsets: number[] = [0];
  const kept = { documents: new Uint16Array(documents.length), frequencies: new Uint8Array(documents.length) };
  let to = 0;
  for (let slot = 0; slot < termIds.length; slot++) {
    const start = to;
    for (let from = offsets[slot]!; from < offsets[slot + 1]!; from++) {
      if (dead[documents[from]!]) continue;
      kept.documents[to] = documents[from]!;
      kept.frequencies[to++] = frequencies[from]!;
    }
    const lost = offsets[slot + 1]! - offsets[slot]! - (to - start);
    if (lost > 0) onLoss(termIds[slot]!, lost);
    if (to === start) continue;
    keptIds.push(termIds[slot]!);
    keptOffsets.push(to);
  }
  return {
    base: postings.base,
    span: postings.span,
    lengths: postings.lengths.map((length, document) => (dead[document] ? 0 : length)),
    termIds: Uint32Array.from(keptIds),
    offsets: Uint32Array.from(keptOffsets),
    documents: kept.documents.slice(0, to),
    frequencies: kept.frequencies.slice(0, to),
    longFrequencies: new Map([...postings.longFrequencies].filter(([key]) => !dead[key % windowSize])),
  };
}
