import { AccordError } from '../../errors.ts';
import type { Metadata } from '../../passage.ts';
import type { SourceDocument } from './document.ts';
import { parseFields } from './fields.ts';

/** A document of the caller's own; `metadata` may hold the well-known fields. */
export interface IngestDocument {
  id: string;
  text: string;
  title?: string | undefined;
  version?: string | undefined;
  uri?: string | undefined;
  metadata?: Metadata | undefined;
}

/** A path of a file or directory, `-` for standard input, or a document. */
export type IngestInput = string | IngestDocument;

/** @throws AccordError `invalid-input` */
export function fromCaller(document: IngestDocument): SourceDocument {
  const where = `document "${document.id}"`;
  const invalid = (what: string) => new AccordError('invalid-input', `${where}: ${what}.`, 'Give every document an id and text.');
  if (typeof document.id !== 'string' || document.id === '') throw invalid('the id must be a string that is not empty');
  if (typeof document.text !== 'string' || document.text.trim() === '') throw invalid('the text must be a string that is not blank');
  const { title, version, uri, metadata } = parseFields(document.metadata ?? {}, where);
  return {
    id: document.id,
    text: document.text,
    title: document.title ?? title,
    version: document.version ?? version,
    uri: document.uri ?? uri,
    metadata,
  };
}
