import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { throwIfAborted } from '../errors.ts';
import { cachedModel } from './cached-model.ts';
import type { GenerateRequest, Generation, LanguageModel } from './language-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'accord-replies-'));
afterAll(() => rmSync(folder, { recursive: true }));
let number = 0;
const newFile = () => join(folder, `${++number}.db`);

const ask = (content: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({ messages: [{ role: 'user', content }], ...more });

/** Counts what it is asked. */
function countingModel(id = 'counting') {
  const asked: string[] = [];
  const reply = (text: string): Generation => ({ text, finish: 'stop', tokens: { prompt: 3, completion: 1 }, fallbacks: ['no-logprobs'] });
  const model = {
    id,
    async generate({ messages, signal }) {
      const text = messages[0]!.content;
      asked.push(text);
      await new Promise((resolve) => setTimeout(resolve, 10));
      throwIfAborted(signal);
      if (text === 'fail') throw new Error('down');
      return reply(`re: ${text}`);
    },
    async *stream({ messages }) {
      asked.push(messages[0]!.content);
      yield 're: ';
      yield messages[0]!.content;
      return reply(`re: ${messages[0]!.content}`);
    },
    async score(prompt, continuation) {
      asked.push(prompt + continuation);
      return { logprob: -continuation.length, tokens: 1 };
    },
  } satisfies LanguageModel;
  return { asked, model };
}

test('a second run asks nothing, in another process either', async () => {
  const file = newFile();
  const { asked, model } = countingModel();
  const first = cachedModel(model, file);
  const fresh = await first.generate(ask('a'));
  expect(fresh).toEqual(await model.generate(ask('a')));
  expect(await first.generate(ask('a'))).toEqual({ ...fresh, cached: true });
  expect(await first.score!('p', ' c')).toEqual({ logprob: -2, tokens: 1 });
  // Another connection to the same file, open at the same time, as that of another process.
  const second = cachedModel(model, file);
  expect(await second.generate(ask('a'))).toEqual({ ...fresh, cached: true });
  expect(await second.score!('p', ' c')).toEqual({ logprob: -2, tokens: 1, cached: true });
  expect(asked).toEqual(['a', 'a', 'p c']);
  await Promise.all([first.close(), second.close()]);
});

test('whatever changes the reply is part of the key', async () => {
  const file = newFile();
  const { asked, model } = countingModel();
  const cached = cachedModel(model, file);
  const requests = [
    ask('a'),
    ask('b'),
    ask('a', { maxTokens: 5 }),
    ask('a', { temperature: 1, seed: 1 }),
    ask('a', { temperature: 1, seed: 2 }),
    ask('a', { stop: ['x'] }),
    ask('a', { schema: {} }),
    ask('a', { topLogprobs: 2 }),
    { messages: [{ role: 'system' as const, content: 'a' }] },
  ];
  for (const request of requests) expect((await cached.generate(request)).cached).toBeUndefined();
  for (const request of requests) expect((await cached.generate({ ...request, signal: new AbortController().signal })).cached).toBe(true);
  expect((await cachedModel(countingModel('other').model, file).generate(ask('a'))).cached).toBeUndefined();
  await cached.score!('ab', 'c');
  expect((await cached.score!('a', 'bc')).cached).toBeUndefined();
  expect(asked).toHaveLength(requests.length + 2);
});

test('with a temperature and no seed each reply is new', async () => {
  const { asked, model } = countingModel();
  const cached = cachedModel(model, newFile());
  for (const _ of [1, 2]) expect((await cached.generate(ask('a', { temperature: 1 }))).cached).toBeUndefined();
  expect(asked).toHaveLength(2);
});

test('equal requests at the same time are asked once; what fails is asked again', async () => {
  const { asked, model } = countingModel();
  const cached = cachedModel(model, newFile());
  const replies = await Promise.all([1, 2, 3].map(() => cached.generate(ask('a'))));
  expect(replies.map(({ text, cached: kept }) => [text, kept])).toEqual([
    ['re: a', undefined],
    ['re: a', true],
    ['re: a', true],
  ]);
  expect(asked).toEqual(['a']);
  for (const _ of [1, 2]) await expect(cached.generate(ask('fail'))).rejects.toThrow('down');
  expect(asked).toHaveLength(3);
});

test('the abort of one caller is not that of another', async () => {
  const { model } = countingModel();
  const cached = cachedModel(model, newFile());
  const controller = new AbortController();
  const [aborted, other] = [cached.generate(ask('a', { signal: controller.signal })), cached.generate(ask('a'))];
  controller.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  expect((await other).text).toBe('re: a');
});

test('a stream is kept when it has ended, and comes back in one piece', async () => {
  const { asked, model } = countingModel();
  const cached = cachedModel(model, newFile());
  const collect = async () => {
    const pieces: string[] = [];
    for await (const piece of cached.stream!(ask('a'))) pieces.push(piece);
    return pieces;
  };
  for await (const _ of cached.stream!(ask('a'))) break;
  expect(await collect()).toEqual(['re: ', 'a']);
  expect(await collect()).toEqual(['re: a']);
  expect((await cached.generate(ask('a'))).cached).toBe(true);
  expect(asked).toEqual(['a', 'a']);
});

test('a file that cannot be used is told', async () => {
  const [folderFile, text] = [newFile(), newFile()];
  mkdirSync(folderFile);
  writeFileSync(text, 'plain text '.repeat(500));
  await expect(cachedModel(countingModel().model, folderFile).generate(ask('a'))).rejects.toMatchObject({ code: 'unreadable-file' });
  await expect(cachedModel(countingModel().model, text).generate(ask('a'))).rejects.toMatchObject({ code: 'store-corrupt' });
});

test('has no more than the model', () => {
  const { model } = countingModel();
  const cached = cachedModel({ id: model.id, generate: model.generate });
  expect([cached.stream, cached.score]).toEqual([undefined, undefined]);
});
