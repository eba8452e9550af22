import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ScriptedRequest {
  path: string;
  authorization: string | undefined;
  /** Of `/chat/completions` and `/completions`. */
  body: {
    model: string;
    messages: { role: string; content: string }[];
    prompt: string;
    stream?: boolean;
    max_tokens?: number;
    response_format?: { type: string; schema?: object; json_schema?: { schema: object } };
    logprobs?: boolean | number;
    [name: string]: unknown;
  };
}

/** How a request fails, or what it brings instead of an answer. `cut` breaks off in the midst of an answer, `hang` never answers. */
export type Failure =
  | 'too-many'
  | 'server-error'
  | 'closed'
  | 'cut'
  | 'hang'
  | 'html'
  | 'invalid-json'
  | 'empty'
  | 'refusal'
  | 'repetition'
  | 'foreign';

export interface ScriptedServerOptions {
  /** What the model says. */
  reply?: (request: ScriptedRequest) => string;
  /** Natural logarithm of the probability of a word, of an echoed text or a reply; default: minus the number of its characters, near 0 at its third time. */
  logprob?: (word: string, before: readonly string[]) => number;
  /** Which requests fail, counted from 0; null for none. */
  fail?: (request: ScriptedRequest, index: number) => Failure | null;
  /** Milliseconds until an answer. */
  latency?: number;
  /** How many requests are worked on at a time; the others wait. */
  concurrency?: number;
  /** Names of the models; any other is unknown. */
  models?: string[];
  /** Any other key is refused. */
  apiKey?: string;
  /** Most words of a prompt. */
  contextLength?: number;
  /** Structured output it takes, log-probabilities, `/completions`; default: all. */
  supports?: { formats?: string[]; logprobs?: boolean; completions?: boolean };
  /** Left out of the echo of a text that begins with it, as some servers do with special tokens. */
  unechoed?: string;
  /** Headers of answers with status 429. */
  retryAfter?: string;
  /** Default: a free one. */
  port?: number;
}

export interface ScriptedServer {
  /** With `/v1`. */
  url: string;
  /** All requests so far but those for the list of models. */
  requests: ScriptedRequest[];
  /** Most requests that were open at the same time. */
  peak(): number;
  close(): Promise<void>;
}

/**
 * An OpenAI-compatible server whose model says what a test wants, as slowly and as badly as it wants. Tokens are words with the white space
 * before them.
 */
export async function scriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const { concurrency = Number.POSITIVE_INFINITY, latency = 0 } = options;
  const waiting: (() => void)[] = [];
  let working = 0;
  let open = 0;
  let peak = 0;

  const handle = async (incoming: IncomingMessage, answer: ServerResponse) => {
    const path = incoming.url!;
    const send = (status: number, body: unknown) =>
      answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/v1/models') {
      send(200, { object: 'list', data: (options.models ?? ['scripted']).map((id) => ({ id, object: 'model' })) });
      return;
    }
    const text = (await incoming.toArray()).join('');
    const request: ScriptedRequest = { path, authorization: incoming.headers.authorization, body: JSON.parse(text) };
    const index = requests.push(request) - 1;
    if (working >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    working++;
    try {
      if (latency > 0) await sleep(latency);
      respond(request, options.fail?.(request, index) ?? null, options, answer, send);
    } finally {
      working--;
      waiting.shift()?.();
    }
  };

  const server = createServer((incoming, answer) => {
    peak = Math.max(peak, ++open);
    answer.on('close', () => open--);
    void handle(incoming, answer);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    peak: () => peak,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Send = (status: number, body: unknown) => unknown;

function respond(
  request: ScriptedRequest,
  failure: Failure | null,
  options: ScriptedServerOptions,
  answer: ServerResponse,
  send: Send,
): unknown {
  const { body, path } = request;
  const refuse = (status: number, message: string, code: string | null = null) =>
    send(status, { error: { message, type: 'invalid_request_error', code } });
  if (failure === 'too-many') {
    answer.setHeader('retry-after', options.retryAfter ?? '0');
    return refuse(429, 'Rate limit reached', 'rate_limit_exceeded');
  }
  if (failure === 'server-error') return refuse(500, 'The server had an error');
  if (failure === 'closed') return answer.destroy();
  if (failure === 'hang') return null;
  if (failure === 'html')
    return answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome to nginx!</title>');
  if (failure === 'invalid-json') return answer.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [');
  if (failure === 'foreign') return send(200, { result: 'ok' });

  if (options.apiKey !== undefined && request.authorization !== `Bearer ${options.apiKey}`) {
    return refuse(401, `Incorrect API key provided: ${request.authorization?.slice(7)}`, 'invalid_api_key');
  }
  if (options.models && !options.models.includes(body.model))
    return refuse(404, `The model ${body.model} does not exist`, 'model_not_found');
  const { formats = ['json_schema', 'json_object'], logprobs = true, completions = true } = options.supports ?? {};
  const chat = path === '/v1/chat/completions';
  if (!chat && !(path === '/v1/completions' && completions)) return refuse(404, 'Not Found');
  if (body.logprobs && !logprobs) return refuse(400, 'logprobs are not supported');
  const format = body.response_format?.type;
  if (format !== undefined && !formats.includes(format)) return refuse(400, `response_format ${format} is not supported`);
  const prompt = chat ? body.messages.map(({ content }) => content).join(' ') : body.prompt;
  const length = words(prompt).length;
  if (length > (options.contextLength ?? Number.POSITIVE_INFINITY)) {
    const message = `This model's maximum context length is ${options.contextLength} tokens. However, your messages resulted in ${length} tokens.`;
    return refuse(400, message, 'context_length_exceeded');
  }

  const { logprob = byLength } = options;
  if (!chat) return send(200, { choices: [{ text: prompt, logprobs: echo(prompt, options), finish_reason: 'length' }] });
  const refusal = failure === 'refusal' ? 'I can not help with that.' : null;
  const said =
    failure === 'empty' || refusal ? '' : failure === 'repetition' ? 'again '.repeat(100_000) : (options.reply?.(request) ?? 'ok');
  const kept = words(said).slice(0, body.max_tokens);
  const finish_reason = kept.length < words(said).length ? 'length' : 'stop';
  const usage = { prompt_tokens: length, completion_tokens: kept.length, total_tokens: length + kept.length };
  if (body.stream) return sendEvents(answer, { pieces: refusal ? [] : kept, refusal, finish_reason, usage, cut: failure === 'cut' });
  const content = refusal ? null : kept.join('');
  const tokens = kept.map((token) => ({ token, logprob: logprob(token, []), top_logprobs: [{ token, logprob: logprob(token, []) }] }));
  const whole = {
    choices: [
      { index: 0, message: { role: 'assistant', content, refusal }, finish_reason, logprobs: body.logprobs ? { content: tokens } : null },
    ],
    usage,
  };
  if (failure !== 'cut') return send(200, whole);
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
  return answer.write(JSON.stringify(whole).slice(0, 20), () => answer.destroy());
}

interface Streamed {
  pieces: string[];
  refusal: string | null;
  finish_reason: string;
  usage: object;
  cut: boolean;
}

function sendEvents(answer: ServerResponse, { pieces, refusal, finish_reason, usage, cut }: Streamed): ServerResponse {
  answer.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (content: unknown) => answer.write(`data: ${typeof content === 'string' ? content : JSON.stringify(content)}\n\n`);
  const sent = cut ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces;
  for (const content of sent) event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  if (cut) {
    setTimeout(() => answer.destroy(), 20);
    return answer;
  }
  if (refusal) event({ choices: [{ index: 0, delta: { refusal }, finish_reason: null }] });
  event({ choices: [{ index: 0, delta: {}, finish_reason }] });
  event({ choices: [], usage });
  event('[DONE]');
  return answer.end();
}

function words(text: string): string[] {
  return text.match(/\s*\S+/g) ?? [];
}

function byLength(word: string, before: readonly string[]): number {
  return before.filter((other) => other.trim() === word.trim()).length < 2 ? -word.trim().length : -0.1;
}

function echo(text: string, { logprob = byLength, unechoed = '' }: ScriptedServerOptions): object {
  const read = words(text);
  const tokens = text.startsWith(unechoed) ? words(text.slice(unechoed.length)) : read;
  let offset = 0;
  const text_offset = tokens.map((token) => {
    const start = offset;
    offset += [...token].length;
    return start;
  });
  return { tokens, text_offset, token_logprobs: tokens.map((token, i) => (i === 0 ? null : logprob(token, read.slice(0, i)))) };
}
