import { namedSources } from '../conflict/policy.ts';
import { AccordError } from '../errors.ts';
import { createPipeline, type Pipeline } from '../pipeline.ts';
import { extractiveReader } from '../reader/extractive-reader.ts';
import type { Reader } from '../reader/reader.ts';
import { sentenceReader } from '../reader/sentence-reader.ts';
import { crossEncoder } from '../rerank/cross-encoder.ts';
import type { FeedbackLog } from '../rerank/preference/feedback/feedback-log.ts';
import type { Reranker } from '../rerank/reranker.ts';
import { shippedModel } from '../rerank/shipped-model.ts';
import type { Embedder } from '../retrieval/embedder.ts';
import type { PassageStore } from '../retrieval/store/store.ts';
import type { LlmOptions } from './config/llm-options.ts';
import { configuredPolicy, type PolicyOptions } from './config/policy-options.ts';
import type { Config } from './config/schema.ts';
import { openChatReader } from './open-llm.ts';
import { configuredEmbedder } from './open-store.ts';

/** The pipeline that the configuration describes, and its reranker, ready to answer. */
export async function openPipeline(
  { k, depth, retriever, ...config }: Pick<Config, 'k' | 'depth' | 'retriever' | 'reranker' | 'reader' | keyof LlmOptions> & PolicyOptions,
  store: Pick<PassageStore, 'retrieve' | 'count' | 'warm'>,
  embedder: Embedder | null,
  feedback?: FeedbackLog,
): Promise<{ pipeline: Pipeline; reranker: Reranker | undefined }> {
  const policy = configuredPolicy(config);
  for (const name of namedSources(policy)) await requireSource(name, store);
  // The models are sent for first: the inference worker loads them while this thread reads the store's indexes.
  const [reranker, reader] = await Promise.all([configuredReranker(config), configuredReader(config, embedder), store.warm(retriever)]);
  return { pipeline: createPipeline({ store, reranker, reader, policy, feedback, k, depth, retriever }), reranker };
}

/** A source that no passage has would be passed over in silence. */
async function requireSource(name: string, store: Pick<PassageStore, 'count'>): Promise<void> {
  if ((await store.count({ field: 'source', eq: name })) > 0) return;
  throw new AccordError(
    'invalid-config',
    `The policy names the source ${JSON.stringify(name)}, which no passage of the store has.`,
    'Correct the name, or give documents their source: rag ingest --source NAME.',
  );
}

async function configuredReranker({ reranker: model = shippedModel() }: Pick<Config, 'reranker'>): Promise<Reranker | undefined> {
  if (model === undefined || model === 'none') return undefined;
  return crossEncoder({ model });
}

/** The sentence reader needs an encoder also over a store without vectors. */
export async function configuredReader(
  { reader: model, ...llm }: Pick<Config, 'reader' | keyof LlmOptions>,
  embedder: Embedder | null,
): Promise<Reader> {
  model ??= llm.llm === undefined ? (shippedModel() ?? 'sentence') : 'chat';
  if (model === 'chat') return openChatReader(llm);
  if (model === 'sentence') {
    return sentenceReader({ embedder: embedder ?? (await configuredEmbedder({ embedder: 'minilm' }))! });
  }
  return extractiveReader({ model });
}
