import { z } from 'zod';
import { OpenAiCompatibleOptions, openAiUrl } from '../../llm/openai/options.ts';
import { ChatReaderOptions } from '../../reader/chat/options.ts';

const { baseUrl, concurrency, timeout } = OpenAiCompatibleOptions.shape;
const { contextTokens, maxTokens, passages } = ChatReaderOptions.shape;

/** The language model of a command, and how it reads: the part of the configuration that every command with one shares. */
export const LlmOptions = z.object({
  llm: z
    .string()
    .regex(/^[\w.-]+:.+/, 'Write PROVIDER:MODEL, for example openai:gpt-5-mini')
    .optional()
    .describe(
      'Language model, PROVIDER:MODEL; openai:NAME is any OpenAI-compatible server, other providers those of LangChain. The key comes from RAG_LLM_API_KEY or OPENAI_API_KEY',
    ),
  llmBaseUrl: baseUrl.unwrap().optional().describe(`${baseUrl.description}; default ${openAiUrl}`),
  llmConcurrency: concurrency,
  llmTimeout: timeout,
  llmContext: contextTokens,
  llmPassages: passages,
  llmMaxTokens: maxTokens,
  llmLogprobs: z
    .enum(['yes', 'no'])
    .default('yes')
    .describe(
      'Ask for log-probabilities of replies, from which the confidence of an answer comes; no: all are as sure, and some servers faster',
    ),
});
export type LlmOptions = z.infer<typeof LlmOptions>;

export const llmKeys = Object.keys(LlmOptions.shape) as (keyof LlmOptions)[];
