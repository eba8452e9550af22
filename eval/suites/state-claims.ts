import { z } from 'zod';
import { readRows } from '../../datasets/read-rows.ts';
import type { ConflictClaim } from '../../src/conflict/claim.ts';
import { declaredMemory } from '../../src/conflict/declared-memory.ts';
import { AccordError } from '../../src/errors.ts';
import type { Passage } from '../../src/passage.ts';
import { createPipeline, type PipelineParts } from '../../src/pipeline.ts';
import type { Claim, Reader } from '../../src/reader/reader.ts';
import { crossEncoder } from '../../src/rerank/cross-encoder.ts';
import { shippedModel } from '../../src/rerank/shipped-model.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import { readers } from '../readers.ts';
import type { ConflictItem } from './conflict-item.ts';

/** States what each source of an item says; every system decides on these claims. */
export interface Stater {
  readerId: string;
  state(item: ConflictItem, signal?: AbortSignal): Promise<ConflictClaim[]>;
}

/** Perfect claims carry no confidence; any one value gives the same answers. */
const oracleConfidence = 0.9;

/** By what the data set says of each passage. */
export const oracleStater: Stater = {
  readerId: 'oracle',
  async state(item, signal) {
    if (item.oracle === undefined) {
      throw new AccordError('invalid-input', 'The data set does not say what its passages state.', 'Leave out --claims oracle.');
    }
    return askPipeline(item, { reader: oracleReader(item.oracle) }, signal);
  },
};

/** By a model that ranks and reads every passage in one pass. */
export async function modelStater(model = shippedModel()): Promise<Stater> {
  // Only the sentence reader needs one.
  const embedder = null as never;
  const reader = await readers.extractive.create({ embedder, model });
  const reranker = await crossEncoder({ model: model! });
  return { readerId: reader.id, state: (item, signal) => askPipeline(item, { reader, reranker }, signal) };
}

const StatedRow = z.object({ id: z.string(), claims: z.array(z.custom<ConflictClaim>()) });

/**
 * By an earlier run over the same questions.
 *
 * @throws AccordError `invalid-input` for a file that is none, or a question that it lacks.
 */
export async function recordedStater(path: string): Promise<Stater> {
  const recorded = new Map<string, ConflictClaim[]>();
  for await (const { id, claims } of readRows(path, StatedRow)) recorded.set(id, claims);
  return {
    readerId: `as recorded in ${path}`,
    async state({ id }) {
      const claims = recorded.get(id);
      if (claims) return claims;
      throw new AccordError(
        'invalid-input',
        `${path} has no claims for "${id}".`,
        'Give the same --limit and --seed as the run that wrote it.',
      );
    },
  };
}

/** The claims on which the pipeline decides, where retrieval gives the passages of the item. */
async function askPipeline(
  { question, passages, memory, assumptions }: ConflictItem,
  parts: Pick<PipelineParts, 'reader' | 'reranker'>,
  signal: AbortSignal | undefined,
): Promise<ConflictClaim[]> {
  const declared = memory && declaredMemory([{ question, ...memory }]);
  const pipeline = createPipeline({ ...parts, store: fixedList(passages), memory: declared, k: Math.max(1, passages.length) });
  const { claims } = await pipeline.answer(question, { assumptions, signal });
  return claims;
}

/** Finds the same passages for any query. */
function fixedList(passages: readonly Passage[]): Retriever {
  return { retrieve: async () => passages.map((passage) => ({ passage, scores: {}, ranks: {} })) };
}

function oracleReader(answers: ReadonlyMap<string, string>): Reader {
  return {
    id: 'oracle',
    read: async ({ passages }) =>
      passages.flatMap(({ passage: { id, text } }): Claim[] => {
        const answer = answers.get(id);
        if (answer === undefined) return [];
        return [{ answer, level: 'context', evidence: [{ passageId: id, start: 0, end: text.length }], confidence: oracleConfidence }];
      }),
  };
}
