import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Free metadata; some keys have a meaning: see {@link Passage}. */
export const Metadata = z.record(z.string(), z.union([scalar, z.array(scalar)]));
export type Metadata = z.infer<typeof Metadata>;

/**
 * The unit of retrieval. Metadata keys with a meaning: `source` and `authority` (source preference), `url`,
 * `publishedAt`, `validFrom`, `validTo` (ISO 8601), `supersedes` (document id), `acl` (who may read it).
 */
export const Passage = z.object({
  id: z.string().min(1).describe('Unique within a store'),
  text: z.string().min(1),
  title: z.string().optional(),
  document: z.object({
    id: z.string().min(1),
    version: z.string().optional(),
    uri: z.string().optional(),
  }),
  span: z
    .object({ start: z.int().min(0), end: z.int().min(0) })
    .optional()
    .describe('Offsets of the text in its document, in UTF-16 code units'),
  metadata: Metadata.default({}),
  duplicateCluster: z.string().optional().describe('Same value for near duplicates'),
});
export type Passage = z.infer<typeof Passage>;

/** One field a stage, never one number that changes its meaning. Higher is better. Ranks start at 1. */
export interface StageScores {
  bm25?: number;
  dense?: number;
  fused?: number;
  logit?: number;
  useful?: number;
}

export interface ScoredPassage {
  passage: Passage;
  scores: StageScores;
  ranks: StageScores;
}

/** A passage that no stage has scored, a document of its own. */
export function unscored({ id, title, text }: { id: string; title?: string | undefined; text: string }): ScoredPassage {
  return { passage: { id, ...(title !== undefined && { title }), text, document: { id }, metadata: {} }, scores: {}, ranks: {} };
}

/** The text that retrieval and readers see: title and body, as one string. */
export function passageText(passage: Pick<Passage, 'title' | 'text'>): string {
  return passage.title ? `${passage.title}\n${passage.text}` : passage.text;
}
