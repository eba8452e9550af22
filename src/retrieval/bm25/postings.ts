/** As many documents as a 16-bit number can tell apart. */
export const windowSize = 1 << 16;

/** A frequency in a byte; this value says that the true one is in `Postings.longFrequencies`. */
export const longFrequency = 255;

/** The documents that have a term, ascending, and how often: three bytes an entry. */
export interface Postings {
  documents: Uint16Array;
  frequencies: Uint8Array;
  /** Frequencies of 255 and more, by document. */
  longFrequencies: Map<number, number>;
}

/** The frequency of an entry. */
export function frequencyOf({ documents, frequencies, longFrequencies }: Postings, entry: number): number {
  const frequency = frequencies[entry]!;
  return frequency < longFrequency ? frequency : longFrequencies.get(documents[entry]!)!;
}

/** The frequency in a document; 0 where it is not in the list. */
export function frequencyIn(postings: Postings, document: number): number {
  const { documents } = postings;
  let low = 0;
  let high = documents.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (documents[middle]! < document) low = middle + 1;
    else high = middle;
  }
  return documents[low] === document ? frequencyOf(postings, low) : 0;
}
