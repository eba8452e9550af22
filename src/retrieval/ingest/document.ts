import type { Metadata } from '../../passage.ts';

/** A heading of a document: its section runs from `end` to the next heading. Offsets in UTF-16 code units of the document's text. */
export interface Heading {
  start: number;
  end: number;
  /** 1 is the highest. */
  level: number;
  text: string;
}

/** What a format makes of a file or a row: plain text with what is known about it. */
export interface SourceDocument {
  id: string;
  /** The id was made from the content: an equal id is a repetition, not a clash. */
  idFromContent?: boolean | undefined;
  text: string;
  title?: string | undefined;
  version?: string | undefined;
  uri?: string | undefined;
  metadata: Metadata;
  /** In order of `start`. */
  headings?: Heading[] | undefined;
  /** Where each page of a paged document begins in `text`. */
  pages?: number[] | undefined;
  /** Where the text proper begins; before it stands front matter. */
  bodyStart?: number | undefined;
}
