import { z } from 'zod';
import { AccordError } from './errors.ts';
import { retrievalModes } from './retrieval/retriever.ts';

/** How many passages are retrieved for a reranker that is given no other depth. */
export const rerankDepth = 50;

export const answerForms = ['short', 'long'] as const;

/** Defaults of a pipeline; each may be set anew for a question. */
export const PipelineOptions = z.object({
  k: z.int().min(1).default(5).describe('How many of the best passages the reader reads'),
  depth: z
    .int()
    .min(1)
    .optional()
    .describe(`How many passages are retrieved, and reranked; default: ${rerankDepth} with a reranker, else k`),
  retriever: z.enum(retrievalModes).optional().describe('bm25, dense or hybrid; default: hybrid where the store has vectors, else bm25'),
  form: z
    .enum(answerForms)
    .default('short')
    .describe('short: a few words; long: two to five sentences, each with its citations, by a reader with a language model'),
});
export type PipelineOptions = z.input<typeof PipelineOptions>;

/** @throws AccordError `invalid-input` naming the option and its value */
export function parsePipelineOptions(options: PipelineOptions): z.infer<typeof PipelineOptions> {
  const parsed = PipelineOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const name = issue.path.join('.');
  const value = (options as Record<string, unknown>)[name];
  throw new AccordError(
    'invalid-input',
    `${name} is ${JSON.stringify(value)}: ${issue.message}`,
    'k and depth are whole numbers from 1; form is short or long.',
  );
}
