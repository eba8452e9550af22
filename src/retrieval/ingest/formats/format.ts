import { AccordError } from '../../../errors.ts';
import type { SourceDocument } from '../document.ts';

/** Bytes to read documents from. */
export interface ByteSource {
  /** For messages. */
  name: string;
  /** Id of the document when the source holds one and does not name itself; prefix of the ids of rows without one. */
  id: string;
  /** Title of the document when it has none itself: the file's name in words. */
  title?: string | undefined;
  /** `file:` URL of a file. */
  uri?: string | undefined;
  open(): AsyncIterable<Uint8Array>;
}

export interface ReadOptions {
  /** Greatest size of a document: of a file, or of a row of a file of rows. */
  maxDocumentBytes: number;
  /** Takes an invalid row: throws the error, or counts it. */
  onInvalid(error: AccordError): void;
}

export interface Format {
  readonly name: string;
  /** With the dot, lower case; `.gz` may follow each. */
  readonly extensions: readonly string[];
  /** Yields at least one document or throws; an empty source is an `invalid-input` error. */
  read(source: ByteSource, options: ReadOptions): AsyncGenerator<SourceDocument>;
}

/** All bytes of a source that holds one document. */
export async function readWhole(source: ByteSource, { maxDocumentBytes }: ReadOptions): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.open()) {
    size += chunk.length;
    if (size > maxDocumentBytes) {
      throw new AccordError(
        'too-large',
        `${source.name} is larger than ${maxDocumentBytes} bytes.`,
        'Split it, or raise the limit (option maxDocumentBytes).',
      );
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Marks an error as "there is nothing in it": a warning while walking a directory. */
export class EmptySource extends AccordError {
  constructor(name: string, what = 'is empty') {
    super('invalid-input', `${name} ${what}.`, 'Put text into the file, or leave it out.');
  }
}
