import { AccordError } from '../errors.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import type { Reader } from '../reader/reader.ts';
import type { LlmOptions } from './config/llm-options.ts';

/**
 * The language model that the configuration names, with its replies kept in the cache directory; everything heavy is imported here, when it is
 * needed.
 *
 * @throws AccordError `invalid-config` where it names none, or a provider that is not known
 */
export async function openLlm({
  llm,
  llmBaseUrl,
  llmConcurrency,
  llmTimeout,
}: Omit<LlmOptions, 'llmContext' | 'llmPassages'>): Promise<LanguageModel> {
  if (llm === undefined) {
    throw new AccordError('invalid-config', 'No language model is named.', 'Name one, for example --llm openai:gpt-5-mini (env RAG_LLM).');
  }
  const [provider, ...name] = llm.split(':');
  if (provider !== 'openai') {
    throw new AccordError(
      'invalid-config',
      `--llm is "${llm}": the provider "${provider}" is unknown.`,
      'Write openai:NAME, with --llm-base-url for a server of your own.',
    );
  }
  const [{ openAiCompatible }, { cachedModel }] = await Promise.all([
    import('../llm/openai-compatible.ts'),
    import('../llm/cached-model.ts'),
  ]);
  const model = openAiCompatible({
    model: name.join(':'),
    ...(llmBaseUrl !== undefined && { baseUrl: llmBaseUrl }),
    concurrency: llmConcurrency,
    timeout: llmTimeout,
  });
  return cachedModel(model);
}

/** The reader that puts passages to the language model of the configuration. */
export async function openChatReader({ llmContext, llmPassages, ...llm }: LlmOptions): Promise<Reader> {
  const [model, { chatReader }] = await Promise.all([openLlm(llm), import('../reader/chat/chat-reader.ts')]);
  return chatReader({ model, contextTokens: llmContext, passages: llmPassages });
}
