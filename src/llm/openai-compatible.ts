import { z } from 'zod';
import { AccordError } from '../errors.ts';
import type { GenerateRequest, Generation, LanguageModel, Likelihood, ModelFallback } from './language-model.ts';
import { apiKeyFor } from './openai/api-key.ts';
import { parseBaseUrl } from './openai/base-url.ts';
import { findEchoPrefix } from './openai/echo-alignment.ts';
import { echoLikelihood } from './openai/echo-likelihood.ts';
import { OpenAiCompatibleOptions } from './openai/options.ts';
import { ChatEvent, ChatReply, EchoReply, finishOf, replyTokens, tokensOf } from './openai/reply.ts';
import { OpenAiServer } from './openai/server.ts';
import { isUnknownModel, refusesParameter, toAccordError } from './openai/server-error.ts';

const defaultMaxTokens = 512;

/** How a server can be asked for structured output, best first. */
const formats = {
  schema: (schema: object) => ({ type: 'json_schema', json_schema: { name: 'reply', schema, strict: true } }),
  /** The way of llama-cpp-python. */
  object: (schema: object) => ({ type: 'json_object', schema }),
  none: () => undefined,
};
const formatNames = Object.keys(formats) as (keyof typeof formats)[];

/**
 * A model behind an OpenAI-compatible server: OpenAI, vLLM, TGI, llama.cpp, Ollama and others. Requests go out so many at a time and are tried
 * again where that may help. What a server does not take (a schema, log-probabilities) is left away and not asked for again.
 *
 * The key comes from the environment: `RAG_LLM_API_KEY`, or for OpenAI itself `OPENAI_API_KEY`; no message ever shows it.
 *
 * @throws AccordError `invalid-config` for bad options; on use see {@link LanguageModel}
 *
 * @example
 * const model = openAiCompatible({ model: 'smollm2-135m-instruct', baseUrl: 'http://127.0.0.1:8181/v1' });
 * const { text } = await model.generate({ messages: [{ role: 'user', content: 'Who wrote Fidelio?' }] });
 */
export function openAiCompatible({ apiKey, ...given }: OpenAiCompatibleOptions & { apiKey?: string | undefined }): Required<LanguageModel> {
  const parsed = OpenAiCompatibleOptions.safeParse(given);
  if (!parsed.success) {
    throw new AccordError(
      'invalid-config',
      `Options of the language model: ${z.prettifyError(parsed.error)}`,
      'Correct the options named above.',
    );
  }
  const { model, baseUrl, ...limits } = parsed.data;
  const url = parseBaseUrl(baseUrl);
  return new OpenAiCompatible(model, new OpenAiServer({ ...limits, url, apiKey: apiKey ?? apiKeyFor(url) }));
}

class OpenAiCompatible implements Required<LanguageModel> {
  readonly id: string;
  readonly #model: string;
  readonly #server: OpenAiServer;
  #format: keyof typeof formats = 'schema';
  #logprobs = true;
  #echoPrefix: Promise<string | null> | undefined;
  /** OpenAI's reasoning models take no `max_tokens`, other servers no `max_completion_tokens`. */
  #maxTokens: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';

  constructor(model: string, server: OpenAiServer) {
    this.id = `${model}@${server.url}`;
    this.#model = model;
    this.#server = server;
  }

  async generate(request: GenerateRequest): Promise<Generation> {
    const content = await this.#adapting(request, () => this.#server.post('/chat/completions', this.#body(request), request.signal));
    const { choices, usage } = this.#check(ChatReply, content);
    const [{ message, finish_reason, logprobs }] = choices;
    const tokens = logprobs && request.topLogprobs !== undefined ? replyTokens(logprobs) : undefined;
    const fallbacks = this.#fallbacks(request, tokens !== undefined);
    return {
      text: message.content ?? '',
      finish: finishOf(finish_reason),
      tokens: tokensOf(usage),
      ...(tokens && { logprobs: tokens }),
      ...(message.refusal && { refusal: message.refusal }),
      ...(fallbacks.length > 0 && { fallbacks }),
    };
  }

  async *stream(request: GenerateRequest): AsyncGenerator<string, Generation> {
    const plain = { ...request, topLogprobs: undefined };
    const begin = async () => {
      const body = { ...this.#body(plain), stream: true, stream_options: { include_usage: true } };
      const events = this.#server.stream('/chat/completions', body, request.signal);
      return { events, first: await events.next() };
    };
    const { events, first } = await this.#adapting(plain, begin);
    let text = '';
    let refusal = '';
    let finish: string | null | undefined;
    let tokens = tokensOf(null);
    let ended = false;
    try {
      for (let event = first; !event.done; event = await events.next()) {
        ended ||= event.value === '[DONE]';
        if (event.value === '[DONE]') continue;
        const { choices, usage } = this.#check(ChatEvent, event.value);
        if (usage) tokens = tokensOf(usage);
        const { delta, message, finish_reason } = choices[0] ?? {};
        finish = finish_reason ?? finish;
        const piece = (delta ?? message)?.content ?? '';
        refusal += (delta ?? message)?.refusal ?? '';
        text += piece;
        if (piece !== '') yield piece;
      }
    } catch (error) {
      throw await this.#translate(error);
    } finally {
      await events.return(undefined);
    }
    if (!ended && !finish) {
      const hint = 'Run it again; if it keeps happening, look at the log of the server.';
      throw new AccordError('network', `The language model server at ${this.#server.url} ended a reply in the midst of it.`, hint);
    }
    const fallbacks = this.#fallbacks(plain, false);
    return { text, finish: finishOf(finish), tokens, ...(refusal && { refusal }), ...(fallbacks.length > 0 && { fallbacks }) };
  }

  async score(prompt: string, continuation: string, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<Likelihood> {
    if (continuation === '') return { logprob: 0, tokens: 0 };
    this.#echoPrefix ??= findEchoPrefix((text) => this.#echo(text, signal));
    try {
      const prefix = await this.#echoPrefix;
      if (prefix === null) throw this.#noLikelihood('they belong to the tokens beside them');
      const echoed = await this.#echo(prefix + prompt + continuation, signal);
      const likelihood = echoLikelihood(echoed, { prefix, prompt, continuation });
      if (!likelihood) throw this.#noLikelihood('it leaves them out');
      return likelihood;
    } catch (error) {
      // Found out anew by the next, whatever the first one failed by.
      await this.#echoPrefix?.catch(() => (this.#echoPrefix = undefined));
      throw error;
    }
  }

  /** A text as the server reads it, each token with its log-probability. */
  async #echo(prompt: string, signal: AbortSignal | undefined): Promise<EchoReply> {
    // One token more than wanted: some servers take 0 for "as many as fit". It lies past the text and does not count.
    const body = { model: this.#model, prompt, max_tokens: 1, temperature: 0, echo: true, logprobs: 1 };
    let content: unknown;
    try {
      content = await this.#server.post('/completions', body, signal);
    } catch (error) {
      if (refusesParameter(error, /echo|logprob|logits|completions|not found|not supported/i))
        throw this.#noLikelihood('it takes no such request', error);
      throw await this.#translate(error);
    }
    const reply = EchoReply.safeParse(content);
    if (!reply.success) throw this.#noLikelihood('it leaves them out', reply.error);
    return reply.data;
  }

  #body({ messages, maxTokens = defaultMaxTokens, temperature = 0, seed, stop, schema, topLogprobs }: GenerateRequest): object {
    return {
      model: this.#model,
      messages,
      [this.#maxTokens]: maxTokens,
      temperature,
      seed,
      stop,
      response_format: schema && formats[this.#format](schema),
      ...(topLogprobs !== undefined && this.#logprobs && { logprobs: true, top_logprobs: topLogprobs }),
    };
  }

  /** Sends a request, and again without what the server refuses. */
  async #adapting<Result>({ schema, topLogprobs }: GenerateRequest, send: () => Promise<Result>): Promise<Result> {
    for (;;) {
      const format = this.#format;
      const maxTokens = this.#maxTokens;
      try {
        return await send();
      } catch (error) {
        if (maxTokens === 'max_tokens' && refusesParameter(error, /max_completion_tokens/)) {
          this.#maxTokens = 'max_completion_tokens';
        } else if (topLogprobs !== undefined && this.#logprobs && refusesParameter(error, /logprob|logits/i)) {
          this.#logprobs = false;
        } else if (schema && format !== 'none' && refusesParameter(error, /response_format|json|schema|grammar|structured|guided/i)) {
          // Another request may have gone on meanwhile.
          if (this.#format === format) this.#format = formatNames[formatNames.indexOf(format) + 1]!;
        } else {
          throw await this.#translate(error);
        }
      }
    }
  }

  #fallbacks({ schema, topLogprobs }: GenerateRequest, hasLogprobs: boolean): ModelFallback[] {
    return [
      ...(schema && this.#format === 'none' ? ['no-structured-output' as const] : []),
      ...(topLogprobs !== undefined && !hasLogprobs ? ['no-logprobs' as const] : []),
    ];
  }

  #check<Schema extends z.ZodType>(schema: Schema, content: unknown): z.infer<Schema> {
    const parsed = schema.safeParse(content);
    if (parsed.success) return parsed.data;
    throw new AccordError(
      'unsupported-format',
      `The server at ${this.#server.url} answers in a form that is not OpenAI's: ${z.prettifyError(parsed.error)}`,
      'Correct the address (--llm-base-url), or use a server with an OpenAI-compatible interface.',
    );
  }

  async #translate(error: unknown): Promise<AccordError> {
    const models = isUnknownModel(error) ? await this.#server.models() : [];
    return toAccordError(error, { url: this.#server.url, model: this.#model, models });
  }

  #noLikelihood(why: string, cause?: unknown): AccordError {
    const message = `The language model server at ${this.#server.url} gives no log-probabilities of a given text: ${why}.`;
    return new AccordError(
      'unsupported-format',
      message,
      'Use a server with /completions, echo and logprobs (vLLM, llama-cpp-python), or do without.',
      {
        cause,
      },
    );
  }
}
