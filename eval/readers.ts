import type { Reader } from '../src/reader/reader.ts';
import { sentenceReader } from '../src/reader/sentence-reader.ts';
import type { Embedder } from '../src/retrieval/embedder.ts';

interface ReaderDeclaration {
  description: string;
  /** Null: retrieval only, no answer is scored. */
  create: ((embedder: Embedder) => Reader) | null;
}

/** What `--reader` names. */
export const readers = {
  sentence: {
    description: 'the evidence sentence nearest to the question; whole sentences, so expect EM near 0',
    create: (embedder) => sentenceReader({ embedder }),
  },
  none: { description: 'retrieval only', create: null },
} satisfies Record<string, ReaderDeclaration>;

export const readerNames = Object.keys(readers) as (keyof typeof readers)[];
