import type { Passage } from '../../src/passage.ts';

/** A passage of a data set, a document of its own; an empty title is none. */
export const asPassage = ({ id, title, text }: { id: string; title?: string | undefined; text: string }): Passage => ({
  id,
  text,
  ...(title && { title }),
  document: { id },
  metadata: {},
});
