import { Block, encodeDocuments } from '../../bm25/block.ts';
import { frequencyOf, type Postings } from '../../bm25/postings.ts';

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
  const block = new Block(data);
  const documents = Array.from(dead, (): string[] => []);
  const list: Postings = {
    documents: new Uint16Array(block.span),
    frequencies: new Uint8Array(block.span),
    longFrequencies: new Map(),
  };
  for (let number = 0; number < block.terms; number++) {
    const term = block.term(number);
    const entries = block.read(number, list, 0, 0, dead);
    for (let entry = 0; entry < entries; entry++) {
      const own = documents[list.documents[entry]!]!;
      for (let i = frequencyOf(list, entry); i > 0; i--) own.push(term);
    }
  }
  return documents.filter((_, document) => dead[document] === 0);
}
