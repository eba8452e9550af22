import { FakeListChatModel } from '@langchain/core/utils/testing';
import { ChatOpenAI } from '@langchain/openai';
import { afterEach, expect, test, vi } from 'vitest';
import { type ScriptedServer, type ScriptedServerOptions, scriptedServer } from '../../test/scripted-server.ts';
import { chatReader } from '../reader/chat/chat-reader.ts';
import { langchainModel } from './langchain-model.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const messages = [{ role: 'user' as const, content: 'Who wrote Fidelio?' }];
const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'], additionalProperties: false };

async function start(options: ScriptedServerOptions = {}) {
  const server = await scriptedServer(options);
  servers.push(server);
  const chat = new ChatOpenAI({ model: 'scripted', apiKey: 'k', maxRetries: 0, configuration: { baseURL: server.url } });
  return { server, model: langchainModel(chat) };
}

test('a model that is already there', async () => {
  const { server, model } = await start({ reply: () => 'Ludwig van Beethoven' });
  expect(await model.generate({ messages, stop: ['\n'] })).toEqual({
    text: 'Ludwig van Beethoven',
    finish: 'stop',
    tokens: { prompt: 3, completion: 3 },
  });
  expect(server.requests[0]!.body).toMatchObject({ messages, stop: ['\n'] });
  expect(model.id).toBe('langchain(openai:scripted)');
  expect(model.score).toBeUndefined();
});

test('a model by name, with the temperature and length of the request', async () => {
  const server = await scriptedServer();
  servers.push(server);
  vi.stubEnv('OPENAI_API_KEY', 'k');
  vi.stubEnv('OPENAI_BASE_URL', server.url);
  const model = langchainModel('openai:scripted');
  expect((await model.generate({ messages, maxTokens: 5 })).text).toBe('ok');
  await model.generate({ messages, temperature: 0.5 });
  expect(server.requests.map(({ body }) => [body.temperature, body.max_tokens ?? body.max_completion_tokens])).toEqual([
    [0, 5],
    [0.5, undefined],
  ]);
});

test('structured output, and a model that has none', async () => {
  const { server, model } = await start({ reply: () => '{"answer": "Beethoven"}' });
  const reply = await model.generate({ messages, schema, topLogprobs: 0 });
  expect([JSON.parse(reply.text), reply.fallbacks]).toEqual([{ answer: 'Beethoven' }, ['no-logprobs']]);
  expect(server.requests[0]!.body.response_format?.type).toBe('json_schema');
  const fake = new FakeListChatModel({ responses: ['plain'] });
  fake.withStructuredOutput = () => {
    throw new Error('not implemented');
  };
  expect(await langchainModel(fake).generate({ messages, schema })).toMatchObject({ text: 'plain', fallbacks: ['no-structured-output'] });
});

test('a stream', async () => {
  const { model } = await start({ reply: () => 'one two three' });
  const work = model.stream({ messages });
  const pieces: string[] = [];
  for (;;) {
    const { done, value } = await work.next();
    if (done) {
      expect(value).toMatchObject({ text: 'one two three', finish: 'stop' });
      break;
    }
    pieces.push(value);
  }
  expect(pieces).toEqual(['one', ' two', ' three']);
});

test('the chat reader reads with it', async () => {
  const { model } = await start({ reply: () => '{"answers": [{"answer": "Beethoven", "passage": 1, "quote": "by Beethoven"}]}' });
  const passage = { id: 'a', text: 'Fidelio is by Beethoven.', document: { id: 'a' }, metadata: {} };
  const claims = await chatReader({ model }).read({ question: 'Who?', passages: [{ passage, scores: {}, ranks: {} }] });
  expect(claims).toMatchObject([{ answer: 'Beethoven', evidence: [{ start: 11, end: 23 }] }]);
});

test.each<[ScriptedServerOptions, string]>([
  [{ apiKey: 'other' }, 'invalid-config'],
  [{ models: ['big'] }, 'invalid-config'],
  [{ contextLength: 1 }, 'too-large'],
  [{ fail: () => 'too-many' }, 'network'],
  [{ fail: () => 'server-error' }, 'network'],
])('%j', async (options, code) => {
  const { model } = await start(options);
  await expect(model.generate({ messages })).rejects.toMatchObject({ name: 'AccordError', code });
});

test('a provider that is not there, and an abort', async () => {
  await expect(langchainModel('nobody:m').generate({ messages })).rejects.toMatchObject({ code: 'invalid-config' });
  const missing = langchainModel('cohere:command').generate({ messages });
  await expect(missing).rejects.toMatchObject({ code: 'invalid-config', hint: 'Run: npm install @langchain/cohere' });
  const { model } = await start({ fail: () => 'hang' });
  await expect(model.generate({ messages, signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ code: 'aborted' });
});
