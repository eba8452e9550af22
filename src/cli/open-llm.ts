import { AccordError } from '../errors.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import type { Reader } from '../reader/reader.ts';
import type { LlmOptions } from './config/llm-options.ts';

/**
 * The language model that the configuration names, with its replies kept in the cache directory; everything heavy is imported here, when it is
 * needed.
 *
 * @throws AccordError `invalid-config` where it names none; a provider that LangChain does not know is told of when it is first asked
 */
export async function openLlm({
  llm,
  llmBaseUrl,
  llmConcurrency,
  llmTimeout,
}: Pick<LlmOptions, 'llm' | 'llmBaseUrl' | 'llmConcurrency' | 'llmTimeout'>): Promise<LanguageModel> {
  if (llm === undefined) {
    throw new AccordError('invalid-config', 'No language model is named.', 'Name one, for example --llm openai:gpt-5-mini (env RAG_LLM).');
  }
  const { cachedModel } = await import('../llm/cached-model.ts');
  const [provider, ...name] = llm.split(':');
  if (provider !== 'openai') {
    if (llmBaseUrl !== undefined) {
      throw new AccordError(
        'invalid-config',
        `--llm is "${llm}", and an address is given (${llmBaseUrl}).`,
        'A server of your own is openai:NAME, whatever the model; other providers have their own addresses.',
      );
    }
    const { langchainModel } = await import('../langchain/langchain-model.ts');
    return cachedModel(langchainModel(llm));
  }
  const { openAiCompatible } = await import('../llm/openai-compatible.ts');
  const model = openAiCompatible({
    model: name.join(':'),
    ...(llmBaseUrl !== undefined && { baseUrl: llmBaseUrl }),
    concurrency: llmConcurrency,
    timeout: llmTimeout,
  });
  return cachedModel(model);
}

/** The reader that puts passages to the language model of the configuration. */
export async function openChatReader({ llmContext, llmPassages, llmMaxTokens, llmLogprobs, ...llm }: LlmOptions): Promise<Reader> {
  const [model, { chatReader }] = await Promise.all([openLlm(llm), import('../reader/chat/chat-reader.ts')]);
  const logprobs = llmLogprobs === 'yes';
  return chatReader({ model, contextTokens: llmContext, passages: llmPassages, maxTokens: llmMaxTokens, logprobs });
}
