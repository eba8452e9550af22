import type { Pipeline } from '../pipeline.ts';
import type { Embedder } from '../retrieval/embedder.ts';
import type { Retriever } from '../retrieval/retriever.ts';
import type { Config } from './config/schema.ts';
import { configuredEmbedder } from './open-store.ts';

/** The pipeline that the configuration describes. The reader needs an encoder also over a store without vectors. */
export async function openPipeline(
  { k, retriever }: Pick<Config, 'k' | 'retriever'>,
  store: Retriever,
  embedder: Embedder | null,
): Promise<Pipeline> {
  const { createPipeline } = await import('../pipeline.ts');
  const { sentenceReader } = await import('../reader/sentence-reader.ts');
  const encoder = embedder ?? (await configuredEmbedder({ embedder: 'minilm' }))!;
  return createPipeline({ store, reader: sentenceReader({ embedder: encoder }), k, retriever });
}
