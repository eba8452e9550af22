import { z } from 'zod';
import { Limits } from '../../http/limits.ts';
import { PipelineOptions } from '../../pipeline-options.ts';
import { ChunkOptions } from '../../retrieval/ingest/chunk.ts';
import { LlmOptions } from './llm-options.ts';
import { PolicyOptions } from './policy-options.ts';

const embedderNames = ['minilm', 'minilm-fp32', 'none'] as const;

/**
 * What can be set in the configuration file, as `RAG_…` in the environment and by flags: the one source of names, defaults, checks and
 * help texts.
 */
export const Config = z.strictObject({
  store: z.string().min(1).default('rag.sqlite').describe('Where the passages are: a file, or qdrant:URL/COLLECTION'),
  embedder: z.enum(embedderNames).default('minilm').describe('Encoder of the store: minilm (int8), minilm-fp32, or none for BM25 only'),
  k: z.int().min(1).default(5).describe('How many passages to find (search) or to read (ask)'),
  retriever: PipelineOptions.shape.retriever,
  reranker: z
    .string()
    .min(1)
    .optional()
    .describe('Reranker: a model directory, or none; default: the model that comes with the package, where there is one'),
  depth: PipelineOptions.shape.depth,
  reader: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Reader: a model directory, sentence (states whole sentences) or chat (the language model); default: chat where a language model is named, else the model that comes with the package, else sentence',
    ),
  ...PolicyOptions.shape,
  ...LlmOptions.shape,
  feedback: z
    .string()
    .min(1)
    .optional()
    .describe('Where answers are remembered for feedback: a file, or none; default: STORE.feedback beside a store that is a file'),
  chunkSize: ChunkOptions.shape.maxSize.describe('Greatest size of a passage in words'),
  chunkOverlap: ChunkOptions.shape.overlap,
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all'),
  port: z.int().min(0).max(65_535).default(8080).describe('Port to listen on; 0 takes a free one'),
  requestTimeout: Limits.shape.requestTimeout,
  maxBodyBytes: Limits.shape.maxBodyBytes,
  gracePeriod: z.int().min(0).default(10_000).describe('Time in ms for requests in flight when the server stops'),
});
export type Config = z.infer<typeof Config>;
export type ConfigKey = keyof Config;

export const configKeys = Object.keys(Config.shape) as ConfigKey[];

/** `chunkSize` → `--chunk-size` */
export const flagOf = (key: ConfigKey): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `chunkSize` → `RAG_CHUNK_SIZE` */
export const variableOf = (key: ConfigKey): string => `RAG_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
