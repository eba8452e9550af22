import { z } from '@hono/zod-openapi';
import { Passage } from '../passage.ts';
import { answerForms, PipelineOptions, rerankDepth } from '../pipeline-options.ts';
import { Filter, parseFilter } from '../retrieval/filter.ts';
import { retrievalModes } from '../retrieval/retriever.ts';
import { ClaimBody, circumstances, DecisionBody, evidence, StatementBody } from './decision-schemas.ts';
import type { Limits } from './limits.ts';

/** JSON Schema of {@link Filter}; zod itself writes the recursion. */
export const filterComponent = JSON.parse(
  JSON.stringify(z.toJSONSchema(Filter, { reused: 'inline' })).replaceAll('"#"', '"#/components/schemas/Filter"'),
) as object;

/** Checked by the core, whose messages name the part of the filter that is wrong. */
const filter = z
  .unknown()
  .optional()
  .openapi({ $ref: '#/components/schemas/Filter' } as object)
  .transform((value, context) => {
    try {
      return value === undefined ? undefined : parseFilter(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

const mode = z.enum(retrievalModes).optional().describe(PipelineOptions.shape.retriever.description!);

export const answerRequest = ({ maxK }: Limits) =>
  z
    .strictObject({
      question: z.string().regex(/\S/, 'is empty'),
      k: z.int().min(1).max(maxK).optional().describe(PipelineOptions.shape.k.description!),
      depth: z.int().min(1).max(maxK).optional().describe(PipelineOptions.shape.depth.description!),
      retriever: mode,
      form: z.enum(answerForms).optional().describe(PipelineOptions.shape.form.description!),
      filter,
      ...circumstances,
    })
    .openapi('AnswerRequest');

export const searchRequest = ({ maxK }: Limits) =>
  z
    .strictObject({
      query: z.string().regex(/\S/, 'is empty'),
      k: z.int().min(1).max(maxK).default(10).describe('How many passages'),
      retriever: mode,
      rerank: z
        .boolean()
        .default(false)
        .describe(`Order by the server's reranker what is retrieved: the best ${rerankDepth}, or k where that is more`),
      filter,
    })
    .openapi('SearchRequest');

const stages = z.object({
  bm25: z.number().optional(),
  dense: z.number().optional(),
  fused: z.number().optional(),
  logit: z.number().optional(),
  useful: z.number().optional(),
});

const ScoredPassageBody = z.object({ passage: Passage, scores: stages, ranks: stages }).openapi('ScoredPassage');

export const SearchResponse = z.object({ passages: z.array(ScoredPassageBody) }).openapi('SearchResponse');

const citation = evidence
  .extend({
    number: z.int(),
    documentId: z.string(),
    title: z.string().optional(),
    uri: z.string().optional(),
    source: z.string().optional(),
    quote: z.string(),
  })
  .openapi('Citation');

export const AnswerResponse = z
  .object({
    id: z.string(),
    question: z.string(),
    text: z.string(),
    abstained: z.boolean(),
    citations: z.array(citation),
    sentences: z
      .array(z.object({ start: z.int(), end: z.int(), citations: z.array(z.int()) }))
      .optional()
      .describe('Of a long answer: offsets in the text, and the numbers of the citations that support each'),
    decision: DecisionBody,
    claims: z.array(ClaimBody),
    statements: z.array(StatementBody).describe("The user's words that count as instruction; evidence names them by id"),
    passages: z.array(ScoredPassageBody),
    trace: z.object({
      retriever: z.enum(retrievalModes),
      reranker: z.string().optional(),
      reader: z.string(),
      model: z
        .object({
          requests: z.int(),
          cached: z.int(),
          tokens: z.object({ prompt: z.int(), completion: z.int() }),
          fallbacks: z.array(z.string()),
        })
        .optional(),
      standalone: z.string().optional(),
      retrieved: z.int(),
      read: z.int(),
      timings: z.object({
        retrieval: z.number(),
        rerank: z.number().optional(),
        reading: z.number(),
        conflict: z.number(),
        composing: z.number().optional(),
        total: z.number(),
      }),
    }),
  })
  .openapi('Answer');

export const FeedbackRequest = z
  .strictObject({
    answerId: z.string().min(1).describe('The id of the answer'),
    passageId: z.string().min(1).describe('One of its passages'),
    helpful: z.boolean(),
  })
  .openapi('FeedbackRequest');

export const FeedbackResponse = z
  .object({
    added: z.boolean().describe('False where the same was said before'),
    contradictory: z.boolean().describe('True where the passage of this answer has been called helpful as well as not'),
  })
  .openapi('FeedbackReceipt');

const ErrorResponse = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) }).openapi('Error');

export const failure = (description: string) => ({ description, content: { 'application/json': { schema: ErrorResponse } } });

/** What each route that does work may answer beside its own. */
export const failures = {
  400: failure('The request is wrong; the message names the part.'),
  408: failure('The body did not arrive in time.'),
  413: failure('The body is too large.'),
  415: failure('The body is no JSON.'),
  500: failure('The server failed.'),
  503: failure('Something the server needs is not available, or it is shutting down.'),
  504: failure('The answer took too long.'),
};
