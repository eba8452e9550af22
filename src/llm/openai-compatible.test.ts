import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Failure, type ScriptedServer, type ScriptedServerOptions, scriptedServer } from '../../test/scripted-server.ts';
import { AccordError } from '../errors.ts';
import type { GenerateRequest } from './language-model.ts';
import type { OpenAiCompatibleOptions } from './openai/options.ts';
import { openAiCompatible } from './openai-compatible.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: ScriptedServerOptions = {}, more: Partial<OpenAiCompatibleOptions> & { apiKey?: string } = {}) {
  const server = await scriptedServer(options);
  servers.push(server);
  return { server, model: openAiCompatible({ model: 'scripted', baseUrl: server.url, timeout: 5000, ...more }) };
}

const ask = (content = 'Who wrote Fidelio?', more: Partial<GenerateRequest> = {}): GenerateRequest => ({
  messages: [{ role: 'user', content }],
  ...more,
});
const schema = { type: 'object', properties: { answer: { type: 'string' } } };
const first = (failure: Failure) => (_: unknown, index: number) => (index === 0 ? failure : null);
const always = (failure: Failure) => () => failure;
const failure = (code: string, message: string | RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/./) });

async function collect(pieces: AsyncGenerator<string, unknown>) {
  const said: string[] = [];
  for (;;) {
    const { done, value } = await pieces.next();
    if (done) return { said, whole: value };
    said.push(value);
  }
}

describe('generate', () => {
  test('sends the request and reads the reply', async () => {
    const { server, model } = await start({ reply: () => 'Ludwig van Beethoven' });
    const reply = await model.generate(ask('Who wrote Fidelio?', { maxTokens: 2, temperature: 0.5, seed: 7, stop: ['\n'] }));
    expect(reply).toEqual({ text: 'Ludwig van', finish: 'length', tokens: { prompt: 3, completion: 2 } });
    expect(server.requests[0]!.body).toEqual({
      model: 'scripted',
      messages: [{ role: 'user', content: 'Who wrote Fidelio?' }],
      max_tokens: 2,
      temperature: 0.5,
      seed: 7,
      stop: ['\n'],
    });
    expect(model.id).toBe(`scripted@${server.url}`);
  });

  test('log-probabilities of the reply', async () => {
    const { model } = await start({ reply: () => 'to be' });
    const { logprobs, fallbacks } = await model.generate(ask('', { topLogprobs: 1 }));
    expect(logprobs).toEqual([
      { token: 'to', logprob: -2, alternatives: [{ token: 'to', logprob: -2 }] },
      { token: ' be', logprob: -2, alternatives: [{ token: ' be', logprob: -2 }] },
    ]);
    expect(fallbacks).toBeUndefined();
  });

  test('so many requests at a time', async () => {
    const { server, model } = await start({ latency: 20 }, { concurrency: 3 });
    await Promise.all(Array.from({ length: 10 }, (_, i) => model.generate(ask(String(i)))));
    expect(server.peak()).toBe(3);
    expect(server.requests.map(({ body }) => body.messages[0]!.content).sort()).toEqual([...'0123456789']);
  });
});

describe('what a server does not take is left away, once and for all', () => {
  test.each([
    [['json_schema', 'json_object'], ['json_schema'], undefined],
    [['json_object'], ['json_schema', 'json_object'], undefined],
    [[], ['json_schema', 'json_object', undefined], ['no-structured-output']],
  ])('structured output: %j', async (formats, asked, fallbacks) => {
    const { server, model } = await start({ supports: { formats } });
    const reply = await model.generate(ask('a', { schema }));
    expect(reply.fallbacks).toEqual(fallbacks);
    expect(server.requests.map(({ body }) => body.response_format?.type)).toEqual(asked);
    await model.generate(ask('b', { schema }));
    expect(server.requests.slice(asked.length).map(({ body }) => body.response_format?.type)).toEqual(asked.slice(-1));
  });

  test('log-probabilities of a reply', async () => {
    const { server, model } = await start({ supports: { logprobs: false } });
    for (const _ of [1, 2])
      expect(await model.generate(ask('a', { topLogprobs: 3 }))).toMatchObject({ text: 'ok', fallbacks: ['no-logprobs'] });
    expect(server.requests.map(({ body }) => body.logprobs)).toEqual([true, undefined, undefined]);
  });
});

describe('what may pass is tried again', () => {
  test.each<Failure>(['too-many', 'server-error', 'closed', 'cut', 'invalid-json'])('%s', async (kind) => {
    const { server, model } = await start({ fail: first(kind) });
    expect((await model.generate(ask())).text).toBe('ok');
    expect(server.requests).toHaveLength(2);
  });

  test('silence, once', async () => {
    const { server, model } = await start({ fail: first('hang') }, { timeout: 2000 });
    expect((await model.generate(ask())).text).toBe('ok');
    const silent = await start({ fail: always('hang') }, { timeout: 1000 });
    await expect(silent.model.generate(ask())).rejects.toEqual(failure('timeout', /did not answer in time/));
    expect([server.requests.length, silent.server.requests.length]).toEqual([2, 2]);
  });

  test('a server that is restarting', async () => {
    const { server, model } = await start({}, { retries: 1 });
    await model.generate(ask());
    await server.close();
    const asked = model.generate(ask());
    const port = Number(new URL(server.url).port);
    await new Promise((resolve) => setTimeout(resolve, 50));
    servers.push(await scriptedServer({ port }));
    expect((await asked).text).toBe('ok');
  });

  test('after the time that the server asks for', async () => {
    const { model } = await start({ fail: first('too-many'), retryAfter: '1' });
    const started = Date.now();
    await model.generate(ask());
    // Timers may fire a millisecond early.
    expect(Date.now() - started).toBeGreaterThan(990);
  });
});

describe('what does not pass is told', () => {
  test.each<[Failure, string, RegExp, number]>([
    ['too-many', 'network', /answers 429 Rate limit reached/, 2],
    ['server-error', 'network', /answers 500 The server had an error/, 2],
    ['closed', 'network', /cannot be reached: other side closed/, 2],
    ['cut', 'network', /cannot be reached: other side closed/, 2],
    ['invalid-json', 'unsupported-format', /no JSON/, 2],
    ['html', 'unsupported-format', /a page \("Welcome to nginx!"\)/, 1],
    ['foreign', 'unsupported-format', /not OpenAI's/, 1],
  ])('%s', async (kind, code, message, requests) => {
    const { server, model } = await start({ fail: always(kind) }, { retries: 1 });
    await expect(model.generate(ask())).rejects.toEqual(failure(code, message));
    expect(server.requests).toHaveLength(requests);
  });

  test('a server that is down, at once', async () => {
    const { server, model } = await start();
    await server.close();
    await expect(model.generate(ask())).rejects.toEqual(failure('network', /cannot be reached: connect ECONNREFUSED/));
  });

  test('an unknown model, with those there are', async () => {
    const { model } = await start({ models: ['big', 'small'] }, { model: 'none' });
    const told = failure('invalid-config', /no model "none": 404 The model none does not exist/);
    await expect(model.generate(ask())).rejects.toEqual(told);
    await expect(model.generate(ask())).rejects.toMatchObject({ hint: 'It has big, small.' });
  });

  test('a prompt that is too long, with the tokens that fit', async () => {
    const { server, model } = await start({ contextLength: 10 });
    const sent = model.generate(ask('word '.repeat(20)));
    await expect(sent).rejects.toEqual(failure('too-large', /maximum context length is 10 tokens/));
    await expect(sent).rejects.toMatchObject({ cause: { limit: 10, requested: 20 } });
    expect(server.requests).toHaveLength(1);
  });

  test('a missing or wrong key, which no message shows', async () => {
    const { model } = await start({ apiKey: 'right' }, { apiKey: 'sk-wrong-key' });
    const error: unknown = await model.generate(ask()).catch((thrown: unknown) => thrown);
    expect(error).toEqual(failure('invalid-config', /refused access \(401\)/));
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('sk-wrong-key');
    expect((error as Error & { cause: Error }).cause.message).toContain('Incorrect API key provided: ***');
  });

  test('an address or options that are none', () => {
    const open = (options: object) => () => openAiCompatible({ model: 'm', ...options });
    expect(open({ baseUrl: 'localhost' })).toThrow(failure('invalid-config', /"localhost", is not an http/));
    expect(open({ baseUrl: 'http://me:secret@host/v1' })).toThrow(failure('invalid-config', /^(?!.*secret).*carries credentials/));
    expect(open({ concurrency: 0 })).toThrow(failure('invalid-config', /concurrency/));
    expect(open({ model: '' })).toThrow(failure('invalid-config', /model/));
  });
});

test('keys come from the environment; that of OpenAI goes to OpenAI alone', async () => {
  const { server } = await start();
  vi.stubEnv('OPENAI_API_KEY', 'for-openai');
  await openAiCompatible({ model: 'scripted', baseUrl: server.url }).generate(ask());
  vi.stubEnv('RAG_LLM_API_KEY', 'for-this');
  await openAiCompatible({ model: 'scripted', baseUrl: server.url }).generate(ask());
  expect(server.requests.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer for-this']);
});

describe('replies without an answer', () => {
  test.each<[Failure, object]>([
    ['empty', { text: '', finish: 'stop' }],
    ['refusal', { text: '', refusal: 'I can not help with that.' }],
    ['repetition', { text: 'again again again', finish: 'length' }],
  ])('%s', async (kind, reply) => {
    const { model } = await start({ fail: always(kind) });
    expect(await model.generate(ask('a', { maxTokens: 3 }))).toMatchObject(reply);
    expect((await collect(model.stream(ask('a', { maxTokens: 3 })))).whole).toMatchObject(reply);
  });
});

describe('stream', () => {
  test('pieces, then the whole', async () => {
    const { model } = await start({ reply: () => 'Ludwig van Beethoven' });
    expect(await collect(model.stream(ask()))).toEqual({
      said: ['Ludwig', ' van', ' Beethoven'],
      whole: { text: 'Ludwig van Beethoven', finish: 'stop', tokens: { prompt: 3, completion: 3 } },
    });
  });

  test.each<Failure>(['too-many', 'closed', 'invalid-json'])('%s before the first piece is tried again', async (kind) => {
    const { server, model } = await start({ fail: first(kind) });
    expect((await collect(model.stream(ask()))).said).toEqual(['ok']);
    expect(server.requests).toHaveLength(2);
  });

  test('a server that closes in the midst of it', async () => {
    const { server, model } = await start({ reply: () => 'one two three four', fail: always('cut') });
    const pieces = model.stream(ask());
    expect([(await pieces.next()).value, (await pieces.next()).value]).toEqual(['one', ' two']);
    await expect(pieces.next()).rejects.toEqual(failure('network', /cannot be reached: other side closed/));
    expect(server.requests).toHaveLength(1);
  });

  test('who wants no more closes the connection', async () => {
    const { model } = await start({ reply: () => 'one two three' }, { concurrency: 1 });
    for await (const piece of model.stream(ask())) {
      expect(piece).toBe('one');
      break;
    }
    expect((await model.generate(ask())).text).toBe('one two three');
  });
});

describe('score', () => {
  test('the log-probabilities of the continuation alone', async () => {
    const { server, model } = await start();
    expect(await model.score('Who? 😀 Answer:', ' Ludwig van')).toEqual({ logprob: -9, tokens: 2 });
    expect(server.requests.at(-1)!.body).toMatchObject({ prompt: 'Who? 😀 Answer: Ludwig van', echo: true, logprobs: 1 });
    expect(await model.score('Who?', '')).toEqual({ logprob: 0, tokens: 0 });
    // One request finds out whether the log-probabilities are those of the right tokens.
    await model.score('Who?', ' he');
    expect(server.requests).toHaveLength(3);
  });

  test('a token over the boundary belongs to the continuation', async () => {
    const { model } = await start();
    expect(await model.score('Answer: Lud', 'wig van')).toEqual({ logprob: -9, tokens: 2 });
  });

  test('a server that shifts them by one token without the beginning of a text', async () => {
    const shifted = (_: string, [first]: readonly string[]) => (first?.startsWith('<|im_start|>') ? -0.1 : -9);
    const { server, model } = await start({ logprob: shifted });
    expect(await model.score('Who?', ' he')).toEqual({ logprob: -0.1, tokens: 1 });
    expect(server.requests.at(-1)!.body.prompt).toBe('<|im_start|>Who? he');
    // Whether the beginning is echoed or not, the same words count.
    const silent = await start({ logprob: (word, before) => shifted('', before) * word.length, unechoed: '<|im_start|>' });
    expect(await silent.model.score('Who wrote Fidelio?', ' he')).toEqual({ logprob: expect.closeTo(-0.3, 10), tokens: 1 });
    const always = await start({ logprob: () => -9 });
    await expect(always.model.score('a', ' b')).rejects.toEqual(failure('unsupported-format', /the tokens beside them/));
  });

  test.each<ScriptedServerOptions>([
    { supports: { completions: false } },
    { supports: { logprobs: false } },
    { logprob: () => null as never },
    { fail: always('foreign') },
  ])('a server that does not tell: %j', async (options) => {
    const { model } = await start(options);
    for (const _ of [1, 2])
      await expect(model.score('a', ' b')).rejects.toEqual(failure('unsupported-format', /gives no log-probabilities/));
  });

  test('what fails is tried anew by the next', async () => {
    const { model } = await start({ fail: (_, index) => (index < 2 ? 'server-error' : null) }, { retries: 0 });
    for (const _ of [1, 2]) await expect(model.score('a', ' b')).rejects.toMatchObject({ code: 'network' });
    expect(await model.score('a', ' b')).toEqual({ logprob: -1, tokens: 1 });
  });
});

describe('abort', () => {
  test.each(['generate', 'stream', 'score'] as const)('%s', async (method) => {
    const { model } = await start({ fail: always('hang') }, { concurrency: 1 });
    const send = (signal: AbortSignal) =>
      method === 'generate'
        ? model.generate(ask('a', { signal }))
        : method === 'stream'
          ? model.stream(ask('a', { signal })).next()
          : model.score('a', ' b', { signal });
    const controller = new AbortController();
    // One request is under way, the other waits for its turn.
    const sent = [send(controller.signal), send(controller.signal)];
    setTimeout(() => controller.abort(), 50);
    for (const result of await Promise.allSettled(sent)) {
      expect(AccordError.isInstance((result as PromiseRejectedResult).reason)).toBe(true);
      expect(result).toMatchObject({ reason: { code: 'aborted' } });
    }
    await expect(send(AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
  });

  test('while it waits to try again', async () => {
    const { model } = await start({ fail: always('too-many'), retryAfter: '60' });
    const sent = model.generate(ask('a', { signal: AbortSignal.timeout(100) }));
    await expect(sent).rejects.toMatchObject({ code: 'aborted' });
  });
});
