import { z } from 'zod';
import { OpenAiCompatibleOptions, openAiUrl } from '../../llm/openai/options.ts';

const { baseUrl, concurrency, timeout } = OpenAiCompatibleOptions.shape;

/** The language model of a command: the part of the configuration that every command with one shares. */
export const LlmOptions = z.object({
  llm: z
    .string()
    .regex(/^[\w.-]+:.+/, 'Write PROVIDER:MODEL, for example openai:gpt-5-mini')
    .optional()
    .describe(
      'Language model, PROVIDER:MODEL; openai:NAME is any OpenAI-compatible server. The key comes from RAG_LLM_API_KEY or OPENAI_API_KEY',
    ),
  llmBaseUrl: baseUrl.unwrap().optional().describe(`${baseUrl.description}; default ${openAiUrl}`),
  llmConcurrency: concurrency,
  llmTimeout: timeout,
});
export type LlmOptions = z.infer<typeof LlmOptions>;

export const llmKeys = Object.keys(LlmOptions.shape) as (keyof LlmOptions)[];
