import { decodeBlock, encodeDocuments } from '../../bm25/block.ts';
import { longFrequency, longFrequencyKey } from '../../bm25/postings.ts';

/** A block of BM25 postings and which of its documents to keep. */
export interface PostingsPart {
  data: Uint8Array;
  /** One byte a document, 1 = left out. */
  dead: Uint8Array;
}

/** One block of what is left of several, in their order. */
export function mergePostings(parts: PostingsPart[]): Uint8Array {
  return encodeDocuments(parts.flatMap(documentsOf));
}

/** The terms of each document that is not dead, in another order than they had. */
function documentsOf({ data, dead }: PostingsPart): string[][] {
  const terms: string[] = [];
  const postings = decodeBlock(data, 0, (term) => terms.push(term) - 1, dead);
  const documents = Array.from(dead, (): string[] => []);
  for (const [list, termId] of postings.termIds.entries()) {
    for (let entry = postings.offsets[list]!; entry < postings.offsets[list + 1]!; entry++) {
      const document = postings.documents[entry]!;
      const short = postings.frequencies[entry]!;
      const frequency = short < longFrequency ? short : postings.longFrequencies.get(longFrequencyKey(termId, document))!;
      for (let i = 0; i < frequency; i++) documents[document]!.push(terms[termId]!);
    }
  }
  return documents.filter((_, document) => dead[document] === 0);
}
