import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage, UsageMetadata } from '@langchain/core/messages';
import { throwIfAborted } from '../errors.ts';
import type { GenerateRequest, Generation, LanguageModel, ModelFallback } from '../llm/language-model.ts';
import { finishOf } from '../llm/openai/reply.ts';
import { fromLangChain } from './langchain-error.ts';

/** What chat models of LangChain have in common, whatever their provider. */
type ChatModel = Pick<BaseChatModel, 'invoke' | 'stream' | 'withStructuredOutput'>;

/**
 * Any chat model of LangChain: by name, `PROVIDER:MODEL`, opened with `initChatModel` when it is first asked (the provider's package must be
 * installed, and its key in the environment), or one that is already there, which keeps its own temperature and length. It cannot score.
 *
 * @throws AccordError on use, as {@link LanguageModel} says
 *
 * @example
 * const reader = chatReader({ model: langchainModel('anthropic:claude-sonnet-4-5') });
 */
export function langchainModel(model: string | BaseChatModel): LanguageModel & Required<Pick<LanguageModel, 'stream'>> {
  const name = typeof model === 'string' ? model : nameOf(model);
  const open = typeof model === 'string' ? openerOf(model) : async () => model;
  return {
    id: `langchain(${name})`,
    async generate(request) {
      throwIfAborted(request.signal);
      try {
        return await ask(await open(request), request);
      } catch (error) {
        throwIfAborted(request.signal);
        throw fromLangChain(error, name);
      }
    },
    async *stream(request) {
      throwIfAborted(request.signal);
      try {
        const chunks = await (await open(request)).stream(messagesOf(request), callOptions(request));
        let whole: AIMessage | undefined;
        for await (const chunk of chunks) {
          whole = whole ? ((whole as typeof chunk).concat(chunk) as unknown as AIMessage) : (chunk as unknown as AIMessage);
          if (chunk.text !== '') yield chunk.text;
        }
        return whole ? generationOf(whole, whole.text) : { text: '', finish: 'other', tokens: { prompt: 0, completion: 0 } };
      } catch (error) {
        throwIfAborted(request.signal);
        throw fromLangChain(error, name);
      }
    },
  };
}

/** Temperature and length belong to the model in LangChain: one for each setting that is asked for. */
function openerOf(name: string): (request: GenerateRequest) => Promise<ChatModel> {
  const models = new Map<string, Promise<ChatModel>>();
  return ({ temperature = 0, maxTokens }) => {
    const fields = { temperature, ...(maxTokens !== undefined && { maxTokens }) };
    const key = JSON.stringify(fields);
    const known = models.get(key);
    if (known) return known;
    const opening = import('langchain/chat_models/universal').then(({ initChatModel }) => initChatModel(name, fields));
    models.set(key, opening);
    return opening;
  };
}

async function ask(model: ChatModel, request: GenerateRequest): Promise<Generation> {
  const { schema, topLogprobs } = request;
  const fallbacks: ModelFallback[] = topLogprobs === undefined ? [] : ['no-logprobs'];
  const structured = schema && structuredOf(model, schema);
  if (schema && !structured) fallbacks.push('no-structured-output');
  if (structured) {
    const { raw, parsed } = await structured.invoke(messagesOf(request), callOptions(request));
    const message = raw as AIMessage;
    return generationOf(message, parsed == null ? message.text : JSON.stringify(parsed), fallbacks);
  }
  const message = (await model.invoke(messagesOf(request), callOptions(request))) as AIMessage;
  return generationOf(message, message.text, fallbacks);
}

/** Undefined where the model has no structured output. */
function structuredOf(model: ChatModel, schema: Record<string, unknown>) {
  try {
    return model.withStructuredOutput<Record<string, unknown>>({ title: 'reply', ...schema }, { includeRaw: true, name: 'reply' });
  } catch {
    return undefined;
  }
}

function generationOf(message: AIMessage, text: string, fallbacks: ModelFallback[] = []): Generation {
  const usage = message.usage_metadata as UsageMetadata | undefined;
  const { response_metadata: meta, additional_kwargs: more } = message;
  const reason = (meta?.finish_reason ?? meta?.stop_reason) as string | undefined;
  const refusal = more?.refusal;
  return {
    text,
    // Anthropic says end_turn and max_tokens.
    finish: reason === 'end_turn' ? 'stop' : reason === 'max_tokens' ? 'length' : finishOf(reason),
    tokens: { prompt: usage?.input_tokens ?? 0, completion: usage?.output_tokens ?? 0 },
    ...(typeof refusal === 'string' && refusal !== '' && { refusal }),
    ...(fallbacks.length > 0 && { fallbacks }),
  };
}

function messagesOf({ messages }: GenerateRequest): { role: string; content: string }[] {
  return messages.map(({ role, content }) => ({ role, content }));
}

function callOptions({ stop, signal }: GenerateRequest): { stop?: string[]; signal?: AbortSignal } {
  return { ...(stop && { stop: [...stop] }), ...(signal && { signal }) };
}

function nameOf(model: BaseChatModel): string {
  const { model: name, modelName } = model as { model?: string; modelName?: string };
  return `${model._llmType()}:${name ?? modelName ?? model.getName()}`;
}
