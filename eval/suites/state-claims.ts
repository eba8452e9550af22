import { z } from 'zod';
import { readRows } from '../../datasets/read-rows.ts';
import type { LlmOptions } from '../../src/cli/config/llm-options.ts';
import type { ConflictClaim } from '../../src/conflict/claim.ts';
import { declaredMemory } from '../../src/conflict/declared-memory.ts';
import { AccordError } from '../../src/errors.ts';
import { type Passage, passageText } from '../../src/passage.ts';
import { createPipeline, type PipelineParts } from '../../src/pipeline.ts';
import type { Claim, Reader } from '../../src/reader/reader.ts';
import { crossEncoder } from '../../src/rerank/cross-encoder.ts';
import { shippedModel } from '../../src/rerank/shipped-model.ts';
import { cachedEmbedder } from '../../src/retrieval/cached-embedder.ts';
import { cosine, type Embedder } from '../../src/retrieval/embedder.ts';
import { minilmEmbedder } from '../../src/retrieval/minilm-embedder.ts';
import type { Retriever } from '../../src/retrieval/retriever.ts';
import { readers } from '../readers.ts';
import type { ConflictItem } from './conflict-item.ts';
import { askInOnePrompt } from './systems/prompted.ts';
import type { Response } from './systems/system.ts';

/** What the sources of an item say; every system decides on these claims, but those that are a prompt. */
interface StatedItem {
  claims: ConflictClaim[];
  /** By system. */
  prompted?: Record<string, Response> | undefined;
}

export interface Stater {
  readerId: string;
  state(item: ConflictItem, signal?: AbortSignal): Promise<StatedItem>;
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
    return { claims: await askPipeline(item, { reader: oracleReader(item.oracle) }, signal) };
  },
};

/** By a model that ranks and reads every passage in one pass, after dense retrieval has scored them. */
export async function modelStater(model = shippedModel()): Promise<Stater> {
  const embedder = cachedEmbedder(await minilmEmbedder());
  const reader = await readers.extractive.create({ embedder, model });
  const reranker = await crossEncoder({ model: model! });
  return {
    readerId: reader.id,
    state: async (item, signal) => ({ claims: await askPipeline(item, { reader, reranker, embedder }, signal) }),
  };
}

/**
 * By a language model that reads every passage in a prompt of its own, after the model of the package has ranked them.
 *
 * @throws AccordError `invalid-config` where none is named
 */
export async function chatStater(llm: LlmOptions | undefined): Promise<Stater> {
  const embedder = cachedEmbedder(await minilmEmbedder());
  const [reader, together] = await Promise.all([
    readers.chat.create({ embedder, llm: llm && { ...llm, llmPassages: 'separately' } }),
    readers.chat.create({ embedder, llm: llm && { ...llm, llmPassages: 'together' } }),
  ]);
  const reranker = await crossEncoder({ model: shippedModel()! });
  return {
    readerId: reader.id,
    async state(item, signal) {
      const claims = await askPipeline(item, { reader, reranker, embedder }, signal);
      return { claims, prompted: await askInOnePrompt(together, item, signal) };
    },
  };
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
      if (claims) return { claims };
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
  { embedder, ...parts }: Pick<PipelineParts, 'reader' | 'reranker'> & { embedder?: Embedder },
  signal: AbortSignal | undefined,
): Promise<ConflictClaim[]> {
  const declared = memory && declaredMemory([{ question, ...memory }]);
  const reader = declared ? withoutMemory(parts.reader) : parts.reader;
  const pipeline = createPipeline({
    ...parts,
    reader,
    store: fixedList(passages, embedder),
    memory: declared,
    k: Math.max(1, passages.length),
  });
  const { claims } = await pipeline.answer(question, { assumptions, signal });
  return claims;
}

/** A reader that is not asked what it knows, as that is declared. */
const withoutMemory = (reader: Reader): Reader => ({ id: reader.id, read: (request) => reader.read(request) });

/** Finds the same passages for any query; the embedder scores them, as dense retrieval does. */
function fixedList(passages: readonly Passage[], embedder: Embedder | undefined): Retriever {
  return {
    async retrieve(query, { signal }) {
      if (embedder === undefined) return passages.map((passage) => ({ passage, scores: {}, ranks: {} }));
      const [asked] = await embedder.embed([query], 'query', { signal });
      const vectors = await embedder.embed(passages.map(passageText), 'passage', { signal });
      return passages.map((passage, i) => ({ passage, scores: { dense: cosine(asked!, vectors[i]!) }, ranks: {} }));
    },
  };
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
