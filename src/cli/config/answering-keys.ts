import { llmKeys } from './llm-options.ts';

/** The settings of what answers questions, on the command line or over HTTP. */
export const answeringKeys = [
  'store',
  'k',
  'retriever',
  'reranker',
  'depth',
  'reader',
  'policy',
  'sources',
  'dial',
  ...llmKeys,
  'embedder',
  'feedback',
] as const;
