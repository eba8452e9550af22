export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface GenerateRequest {
  messages: readonly ChatMessage[];
  /** Most tokens of the reply. */
  maxTokens?: number | undefined;
  /** 0 is greedy. Default 0. */
  temperature?: number | undefined;
  seed?: number | undefined;
  stop?: readonly string[] | undefined;
  /** A JSON Schema that the reply shall fulfil, where the server can hold the model to one. */
  schema?: Record<string, unknown> | undefined;
  /** So many alternatives of each token of the reply with their log-probabilities, where the server gives them. */
  topLogprobs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Tokens of prompts and replies, as the server counts them; 0 where it does not. */
export interface TokenCounts {
  prompt: number;
  completion: number;
}

/** A token of a reply: natural logarithms of probabilities. */
export interface ReplyToken {
  token: string;
  logprob: number;
  alternatives: readonly { token: string; logprob: number }[];
}

/** What a server did not do, and was done without. */
export type ModelFallback = 'no-structured-output' | 'no-logprobs';

export interface Generation {
  /** Empty where the model says nothing. */
  text: string;
  /** `length`: cut at `maxTokens`. */
  finish: 'stop' | 'length' | 'other';
  tokens: TokenCounts;
  /** Present where `topLogprobs` was asked for and the server gives them. */
  logprobs?: readonly ReplyToken[] | undefined;
  /** Why the model will not answer, where the server tells that apart from an answer. */
  refusal?: string | undefined;
  fallbacks?: readonly ModelFallback[] | undefined;
  /** True where the reply came from a cache, so that it cost nothing. */
  cached?: boolean | undefined;
}

export interface Likelihood {
  /** Natural logarithm of P(continuation | prompt), summed over the continuation's tokens. */
  logprob: number;
  /** How many tokens the continuation has. */
  tokens: number;
  /** True where it came from a cache. */
  cached?: boolean | undefined;
}

/** A model that answers messages. */
export interface LanguageModel {
  /** Names model and server; part of what cached replies are found by. */
  readonly id: string;
  /**
   * A server that cannot hold the model to `schema`, or gives no log-probabilities, is asked without; `fallbacks` says so.
   *
   * @throws AccordError `network`, `timeout`, `invalid-config` (key, model name), `too-large` (context; the cause tells the tokens),
   * `unsupported-format` (no such server), `aborted`
   */
  generate(request: GenerateRequest): Promise<Generation>;
  /** The reply in pieces, and at the end as a whole; errors as of `generate`, also in the midst of it. */
  stream?(request: GenerateRequest): AsyncGenerator<string, Generation>;
  /**
   * How likely a given continuation of a prompt is, where the server tells. The prompt is plain text: no chat template is put around it.
   *
   * @throws AccordError `unsupported-format` where the server does not tell; else as `generate`
   */
  score?(prompt: string, continuation: string, options?: { signal?: AbortSignal | undefined }): Promise<Likelihood>;
}
