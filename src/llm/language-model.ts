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

/** Tokens of prompts and replies. */
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

export interface Generation {
  text: string;
  /** `length`: cut at `maxTokens`. */
  finish: 'stop' | 'length' | 'other';
  tokens: TokenCounts;
  /** Present where `topLogprobs` was asked for and the server gives them. */
  logprobs?: readonly ReplyToken[] | undefined;
  /** True where the reply came from a cache, so that it cost nothing. */
  cached?: boolean | undefined;
}

export interface Likelihood {
  /** Natural logarithm of P(continuation | prompt), summed over the continuation's tokens. */
  logprob: number;
  /** How many tokens the continuation has. */
  tokens: number;
}

/** A model that answers messages. */
export interface LanguageModel {
  /** Names model and server; part of what cached replies are found by. */
  readonly id: string;
  /** @throws AccordError `network`, `timeout`, `invalid-config` (key, model name), `too-large` (context), `aborted` */
  generate(request: GenerateRequest): Promise<Generation>;
  /** The reply in pieces. */
  stream?(request: GenerateRequest): AsyncIterable<string>;
  /** How likely a given continuation of a prompt is, where the server tells. */
  score?(prompt: string, continuation: string, options?: { signal?: AbortSignal | undefined }): Promise<Likelihood>;
}
