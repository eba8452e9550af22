import { afterEach, describe, expect, test } from 'vitest';
import {
  type Failure,
  type ScriptedRequest,
  type ScriptedServer,
  type ScriptedServerOptions,
  scriptedServer,
} from '../../../test/scripted-server.ts';
import { openAiCompatible } from '../../llm/openai-compatible.ts';
import type { ScoredPassage } from '../../passage.ts';
import type { ModelUsage } from '../model-usage.ts';
import type { Claim } from '../reader.ts';
import { chatReader } from './chat-reader.ts';
import type { ChatReaderOptions } from './options.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(
  reply: ScriptedServerOptions['reply'],
  { options = {}, ...server }: ScriptedServerOptions & { options?: ChatReaderOptions } = {},
) {
  const started = await scriptedServer({ ...server, ...(reply && { reply }) });
  servers.push(started);
  const model = openAiCompatible({ model: 'scripted', baseUrl: started.url, timeout: 5000, retries: 1 });
  return { server: started, reader: chatReader({ model, ...options }) };
}

const passage = (id: string, text: string, useful?: number): ScoredPassage => ({
  passage: { id, text, document: { id }, metadata: { source: `${id}.example`, publishedAt: '2020-01-01' } },
  scores: useful === undefined ? {} : { useful },
  ranks: {},
});
const passages = [
  passage('sea', 'The river runs to the sea.'),
  passage('opera', 'Fidelio is an opera by Ludwig van Beethoven. It was given in 1805.'),
];
const question = 'Who wrote Fidelio?';
const answers = (...items: object[]) => JSON.stringify({ answers: items });
const beethoven = { answer: 'Beethoven', passage: 2, quote: 'an opera by Ludwig van Beethoven' };
const shown = ({ answer, level, evidence }: Claim) => [
  answer,
  level,
  ...evidence.map(({ passageId, start, end }) => passages.find(({ passage: { id } }) => id === passageId)!.passage.text.slice(start, end)),
];
const lastMessage = ({ body }: ScriptedRequest) => body.messages.at(-1)!.content;

async function readWith(reader: ReturnType<typeof chatReader>, request: Partial<Parameters<typeof reader.read>[0]> = {}) {
  let usage: ModelUsage | undefined;
  const claims = await reader.read({ question, passages, ...request, onUsage: (told) => (usage = told) });
  return { claims, usage: usage! };
}

describe('read', () => {
  test('an answer with evidence in the passage, its source and date', async () => {
    const { server, reader } = await start(() => answers(beethoven));
    const { claims, usage } = await readWith(reader);
    expect(claims.map(shown)).toEqual([['Beethoven', 'context', 'an opera by Ludwig van Beethoven']]);
    expect(claims[0]).toMatchObject({ source: 'opera.example', date: '2020-01-01' });
    expect(usage).toEqual({
      requests: 1,
      cached: 0,
      tokens: { prompt: expect.any(Number), completion: expect.any(Number) },
      fallbacks: [],
    });
    const [system, user] = server.requests[0]!.body.messages;
    expect(server.requests[0]!.body.response_format?.type).toBe('json_schema');
    const name = /<(passage-[0-9a-f]{6}) …>/.exec(system!.content)![1]!;
    expect(user!.content).toBe(
      `<${name} 1>\nThe river runs to the sea.\n</${name}>\n<${name} 2>\nFidelio is an opera by Ludwig van Beethoven. It was given in 1805.\n</${name}>\n\nQuestion: ${question}`,
    );
  });

  test('confidence is the geometric mean of the probabilities of the answer', async () => {
    const logprob = (word: string) => (word.includes('Ludwig') ? -0.2 : word.includes('Beethoven') ? -0.4 : -5);
    const reply = () => '{"answers": [{"answer": " Ludwig Beethoven ", "passage": 2, "quote": "Beethoven" }]}';
    const told = await start(reply, { logprob });
    const { claims } = await readWith(told.reader);
    expect(claims[0]!.confidence).toBeCloseTo(Math.exp((-0.2 - 0.4) / 2), 10);
    const silent = await start(reply, { supports: { logprobs: false } });
    const { claims: untold, usage } = await readWith(silent.reader);
    expect(untold[0]!.confidence).toBe(0.5);
    expect(usage.fallbacks).toEqual(['no-logprobs']);
  });

  test('what no passage supports is the model’s own, and trusted half', async () => {
    const { reader } = await start(() => answers(beethoven, { answer: 'Mozart', passage: 2, quote: 'Mozart wrote Fidelio' }), {
      options: { logprobs: false },
    });
    const { claims } = await readWith(reader);
    expect(claims.map(shown)).toEqual([
      ['Beethoven', 'context', 'an opera by Ludwig van Beethoven'],
      ['Mozart', 'parametric'],
    ]);
    expect(claims.map(({ confidence }) => confidence)).toEqual([0.5, 0.25]);
  });

  test('passages that disagree, each in a claim', async () => {
    const { reader } = await start(
      () => answers(beethoven, { answer: '1805', passage: 2, quote: '' }, { answer: 'the sea', passage: 1, quote: 'to the sea' }),
      { options: { logprobs: false } },
    );
    const { claims } = await readWith(reader);
    expect(claims.map(shown)).toEqual([
      ['Beethoven', 'context', 'an opera by Ludwig van Beethoven'],
      ['1805', 'context', '1805'],
      ['the sea', 'context', 'to the sea'],
    ]);
  });

  test('abstains', async () => {
    for (const reply of [answers(), answers({ answer: 'unknown', passage: 1, quote: '' }), 'No answer.', 'The passages do not say.']) {
      const { server, reader } = await start(() => reply);
      expect((await readWith(reader)).claims, reply).toEqual([]);
      expect(server.requests).toHaveLength(1);
    }
    const { server, reader } = await start(() => answers(beethoven));
    expect((await readWith(reader, { passages: [] })).claims).toEqual([]);
    expect(server.requests).toHaveLength(0);
  });

  test('every passage by itself', async () => {
    const { server, reader } = await start(
      (request) => (lastMessage(request).includes('sea') ? answers() : answers({ ...beethoven, passage: 1 })),
      {
        options: { passages: 'separately' },
      },
    );
    expect((await readWith(reader)).claims.map(shown)).toEqual([['Beethoven', 'context', 'an opera by Ludwig van Beethoven']]);
    expect(server.requests).toHaveLength(2);
  });

  test('an instruction stands after the passages', async () => {
    const { server, reader } = await start(() => answers(beethoven));
    await readWith(reader, { instruction: 'Give surnames only.' });
    expect(lastMessage(server.requests[0]!)).toMatch(
      /<\/passage-\w+>\n\nInstruction: Give surnames only\.\nQuestion: Who wrote Fidelio\?$/,
    );
  });

  test('equal requests make equal prompts', async () => {
    const { server, reader } = await start(() => answers(beethoven));
    for (const _ of [1, 2]) await readWith(reader);
    expect(server.requests[1]!.body).toEqual(server.requests[0]!.body);
  });
});

describe('a model that misbehaves', () => {
  const formats = { supports: { formats: [] } };

  test('no structured output: a reply in JSON is read', async () => {
    const { reader } = await start(() => `Sure!\n\`\`\`json\n${answers(beethoven)}\n\`\`\``, formats);
    const { claims, usage } = await readWith(reader);
    expect(claims.map(shown)).toEqual([['Beethoven', 'context', 'an opera by Ludwig van Beethoven']]);
    expect(usage.fallbacks).toEqual(['no-structured-output']);
  });

  test('prose is asked for again once', async () => {
    const { server, reader } = await start(({ body }) => (body.messages.length > 2 ? answers(beethoven) : 'It was Beethoven.'), formats);
    const { claims, usage } = await readWith(reader);
    expect(claims.map(shown)).toEqual([['Beethoven', 'context', 'an opera by Ludwig van Beethoven']]);
    expect(usage).toMatchObject({ requests: 2, fallbacks: ['no-structured-output', 'repaired'] });
    expect(server.requests[3]!.body.messages.slice(2)).toEqual([
      { role: 'assistant', content: 'It was Beethoven.' },
      { role: 'user', content: expect.stringContaining('JSON') },
    ]);
  });

  test('prose again is read as prose', async () => {
    const { reader } = await start(() => 'The answer is Ludwig van Beethoven [2].', formats);
    const { claims, usage } = await readWith(reader);
    expect(claims.map(shown)).toEqual([['Ludwig van Beethoven', 'context', 'Ludwig van Beethoven']]);
    expect(usage).toMatchObject({ requests: 2, fallbacks: ['no-structured-output', 'unstructured'] });
  });

  test.each<[Failure, string]>([
    ['empty', 'empty-reply'],
    ['refusal', 'refused'],
  ])('%s: it abstains, and says so', async (kind, fallback) => {
    const { reader } = await start(undefined, { fail: () => kind });
    const { claims, usage } = await readWith(reader);
    expect([claims, usage.fallbacks, usage.requests]).toEqual([[], [fallback], 1]);
  });

  test('a refusal in words', async () => {
    const { reader } = await start(() => "I'm sorry, but I can't help with that.");
    expect(await readWith(reader)).toMatchObject({ claims: [], usage: { fallbacks: ['refused'] } });
  });

  test('endless repetition ends at the greatest length', async () => {
    const { reader } = await start(() => `{"answers": [{"answer": "the sea ${'the sea '.repeat(1000)}`);
    const { claims, usage } = await readWith(reader);
    expect(claims.map(shown)).toEqual([['the sea', 'context', 'the sea']]);
    expect(usage.fallbacks).toEqual(['repetition']);
    expect(usage.tokens.completion).toBe(200);
  });

  test('what the server does is told, also to whoever counts', async () => {
    const { reader } = await start(undefined, { fail: () => 'server-error' });
    let usage: ModelUsage | undefined;
    const reading = reader.read({ question, passages, onUsage: (told) => (usage = told) });
    await expect(reading).rejects.toMatchObject({ code: 'network' });
    expect(usage).toMatchObject({ requests: 0 });
    await expect(reader.read({ question, passages, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('a context that is too small for all passages', () => {
  const many = Array.from({ length: 10 }, (_, i) =>
    passage(`p${i}`, `Passage ${i} ${'has some words. '.repeat(20)}`, i === 7 ? 0.9 : i === 2 ? 0.8 : 0.1),
  );
  const numbersIn = (request: ScriptedRequest) => [...lastMessage(request).matchAll(/Passage (\d)/g)].map(([, digit]) => Number(digit));

  test('the most useful are kept, in the order given', async () => {
    const { server, reader } = await start(() => answers(), { options: { contextTokens: 600 } });
    const { usage } = await readWith(reader, { passages: many });
    expect(numbersIn(server.requests[0]!)).toEqual([2, 7]);
    expect(usage.fallbacks).toEqual(['passages-dropped']);
  });

  test('what the server says about its context is learnt', async () => {
    // The server counts words; the reader thought that all passages fit.
    const { server, reader } = await start(() => answers(), { contextLength: 300, options: { contextTokens: 100_000 } });
    const { usage } = await readWith(reader, { passages: many });
    const kept = numbersIn(server.requests.at(-1)!);
    expect(kept).toContain(7);
    expect(kept.length).toBeLessThan(10);
    expect(usage.fallbacks).toEqual(['passages-dropped']);
    const before = server.requests.length;
    await readWith(reader, { passages: many });
    expect(server.requests).toHaveLength(before + 1);
  });

  test('of the only passage the beginning is kept; then it is an error', async () => {
    const long = [passage('long', `Fidelio is by Beethoven. ${'It goes on. '.repeat(1000)}`)];
    const { server, reader } = await start(() => answers({ ...beethoven, passage: 1, quote: 'Fidelio is by Beethoven' }), {
      options: { contextTokens: 500 },
    });
    const { claims, usage } = await readWith(reader, { passages: long });
    expect(claims[0]!.evidence).toEqual([{ passageId: 'long', start: 0, end: 23 }]);
    expect(usage.fallbacks).toEqual(['passages-dropped']);
    expect(lastMessage(server.requests[0]!).length).toBeLessThan(1500);
    const tiny = await start(() => answers(), { contextLength: 5 });
    await expect(readWith(tiny.reader)).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('closed book, likelihood, history', () => {
  test('an answer from memory', async () => {
    const { server, reader } = await start(() => answers({ answer: 'Beethoven' }), { options: { logprobs: false } });
    expect(await reader.closedBook(question)).toEqual([{ answer: 'Beethoven', level: 'parametric', evidence: [], confidence: 0.5 }]);
    expect(lastMessage(server.requests[0]!)).toBe(`Question: ${question}`);
    const ignorant = await start(() => answers({ answer: 'unknown' }));
    expect(await ignorant.reader.closedBook(question)).toEqual([]);
  });

  test('the likelihood of an answer with passages and without', async () => {
    const { server, reader } = await start(undefined);
    // Minus the number of characters of the answer's words.
    expect(await reader.likelihood!({ question, passages, answer: 'Ludwig van' })).toEqual({ logprob: -9, tokens: 2 });
    expect(server.requests.at(-1)!.body.prompt).toMatch(/an opera by Ludwig.*\nQuestion: Who wrote Fidelio\?\nAnswer: Ludwig van$/s);
    expect(await reader.likelihood!({ question, passages: [], answer: ' Beethoven ' })).toEqual({ logprob: -9, tokens: 1 });
    expect(server.requests.at(-1)!.body.prompt).toBe(`Question: ${question}\nAnswer: Beethoven`);
  });

  test('only where the model can score', () => {
    expect(chatReader({ model: { id: 'm', generate: () => Promise.reject(new Error('unused')) } }).likelihood).toBeUndefined();
  });

  test('a follow-up question is made to stand by itself', async () => {
    const rewritten = 'When was Fidelio first given?';
    const { server, reader } = await start(({ body }) =>
      body.messages[0]!.content.startsWith('Rewrite') ? rewritten : answers({ answer: '1805', passage: 2, quote: '' }),
    );
    const history = [{ question: 'Who wrote Fidelio?', answer: 'Beethoven <|im_end|>' }];
    const { claims, usage } = await readWith(reader, { question: 'And when was it given?', history });
    expect(claims.map(shown)).toEqual([['1805', 'context', '1805']]);
    expect(usage.requests).toBe(2);
    expect(lastMessage(server.requests[0]!)).toBe(
      'Conversation:\nQ: Who wrote Fidelio?\nA: Beethoven < |im_end| >\n\nLast question: And when was it given?',
    );
    expect(lastMessage(server.requests[1]!)).toContain(`Question: ${rewritten}`);
    expect(await reader.standalone({ question: 'And when?', history })).toBe(rewritten);
  });

  test.each(['It was given in 1805.', '', 'What? '.repeat(200)])('a rewriting that is none is left aside: %j', async (reply) => {
    const { reader } = await start(({ body }) => (body.messages[0]!.content.startsWith('Rewrite') ? reply : answers(beethoven)));
    const { usage } = await readWith(reader, { history: [{ question: 'Q?', answer: 'A' }] });
    expect(usage.fallbacks).toContain('history-unused');
  });
});

describe('compose', () => {
  const reply =
    'Fidelio is an opera by Ludwig van Beethoven [2]. It was given in 1805. [2] The river runs to the sea [2]. Mozart wrote nothing like this.';

  async function composed(server: Awaited<ReturnType<typeof start>>) {
    const pieces: string[] = [];
    const work = server.reader.compose({ question, passages });
    for (;;) {
      const { done, value } = await work.next();
      if (done) return { pieces, answer: value };
      pieces.push(value);
    }
  }

  test('a citation a sentence, in pieces without the numbers', async () => {
    const { pieces, answer } = await composed(await start(() => reply));
    const text =
      'Fidelio is an opera by Ludwig van Beethoven. It was given in 1805. The river runs to the sea. Mozart wrote nothing like this.';
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(text);
    expect(answer.text).toBe(text);
    expect(
      answer.sentences.map(({ start: from, end, evidence }) => [
        text.slice(from, end),
        ...evidence.map(({ passageId, start: at, end: to }) =>
          passages.find(({ passage: { id } }) => id === passageId)!.passage.text.slice(at, to),
        ),
      ]),
    ).toEqual([
      ['Fidelio is an opera by Ludwig van Beethoven.', 'Fidelio is an opera by Ludwig van Beethoven.'],
      ['It was given in 1805.', 'It was given in 1805.'],
      // The passage that it names says nothing of the kind, another does.
      ['The river runs to the sea.', 'The river runs to the sea.'],
      ['Mozart wrote nothing like this.'],
    ]);
  });

  test('abstains', async () => {
    for (const said of ['No answer.', '']) {
      expect((await composed(await start(() => said))).answer).toEqual({ text: '', sentences: [] });
    }
  });

  test('a server that closes in the midst of it', async () => {
    await expect(composed(await start(() => reply, { fail: () => 'cut' }))).rejects.toMatchObject({ code: 'network' });
  });
});

test('bad options', () => {
  const model = { id: 'm', generate: () => Promise.reject(new Error('unused')) };
  expect(() => chatReader({ model, maxTokens: 0 })).toThrow(expect.objectContaining({ code: 'invalid-config' }));
});
