import { openAiUrl } from './options.ts';

/**
 * The key for a server, from the environment: `RAG_LLM_API_KEY`; else `OPENAI_API_KEY`, which goes to OpenAI alone, so that naming another
 * server never hands it over.
 */
export function apiKeyFor(baseUrl: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const openAi = new URL(baseUrl).host === new URL(openAiUrl).host;
  return environment.RAG_LLM_API_KEY || (openAi && environment.OPENAI_API_KEY) || undefined;
}
