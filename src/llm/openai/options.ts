import { z } from 'zod';

/** The server that is asked where no other is named. */
export const openAiUrl = 'https://api.openai.com/v1';

export const OpenAiCompatibleOptions = z.object({
  model: z.string().min(1).describe('Name of the model at the server'),
  baseUrl: z
    .string()
    .min(1)
    .default(openAiUrl)
    .describe('Address of the OpenAI-compatible server; most end in /v1, for example http://127.0.0.1:8080/v1'),
  concurrency: z.int().min(1).default(8).describe('Requests to the server at a time'),
  timeout: z.int().min(1).default(120_000).describe('Time in ms that one attempt may take, and that a stream may be silent'),
  retries: z.int().min(0).default(5).describe('How often a request is tried again after 429, 5xx, a lost connection or silence'),
});
export type OpenAiCompatibleOptions = z.input<typeof OpenAiCompatibleOptions>;
