import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Answer } from '../answer.ts';
import { AccordError } from '../errors.ts';
import type { ScoredPassage } from '../passage.ts';
import { createPipeline } from '../pipeline.ts';
import type { Reader, ReadRequest } from '../reader/reader.ts';
import type { Reranker } from '../rerank/reranker.ts';
import type { RetrieveOptions } from '../retrieval/retriever.ts';
import type { ErrorBody } from './http-error.ts';
import { type RunningServer, type ServeOptions, serve } from './serve.ts';

const texts = ['Vienna lies on the Danube.', 'Graz lies on the Mur.', 'Linz lies on the Danube too.'];
const passages: ScoredPassage[] = texts.map((text, index) => ({
  passage: { id: `p${index}`, text, title: text.split(' ')[0]!, document: { id: `d${index}` }, metadata: {} },
  scores: { bm25: 3 - index },
  ranks: { bm25: index + 1 },
}));

type Retrieve = (query: string, options: RetrieveOptions) => Promise<ScoredPassage[]>;
type Read = (request: ReadRequest) => ReturnType<Reader['read']>;

const retrieve: Retrieve = async (_query, { k }) => passages.slice(0, k);
const read: Read = async ({ passages }) =>
  passages.map(({ passage }, i) => ({
    answer: passage.text,
    level: 'context',
    evidence: [{ passageId: passage.id, start: 0, end: passage.text.length }],
    confidence: 0.5 - i / 100,
  }));

const reversing: Reranker = {
  id: 'reversing',
  rank: async (_query, passages, { topN } = {}) =>
    passages
      .toReversed()
      .map((scored, i) => ({ ...scored, scores: { ...scored.scores, useful: 1 / (i + 1) } }))
      .slice(0, topN),
};

const running: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close(0)));
});

interface Parts extends Partial<ServeOptions> {
  retrieve?: Retrieve;
  read?: Read;
  compose?: NonNullable<Reader['compose']>;
  count?: () => Promise<number>;
}

async function start({
  retrieve: find = retrieve,
  read: reads = read,
  count = async () => 3,
  compose,
  ...options
}: Parts = {}): Promise<RunningServer> {
  const store = { retrieve: find, count };
  const pipeline = createPipeline({
    store,
    reranker: options.reranker,
    reader: { id: 'whole', read: reads, ...(compose && { compose }) },
    k: 2,
  });
  const server = await serve({ pipeline, store, port: 0, ...options });
  running.push(server);
  return server;
}

const post = (server: RunningServer, path: string, body: unknown, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: { 'Content-Type': 'application/json', ...init.headers },
  });

const errorBody = (code: string) => ({ error: { code, message: expect.any(String), hint: expect.any(String) } });

interface Tree {
  [key: string]: Tree | undefined;
}

const at = (tree: Tree | undefined, reference: string): Tree | undefined =>
  reference
    .split('/')
    .slice(1)
    .reduce((node, key) => node?.[key], tree);

/** Waits for what the server does after the client has gone. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Work that ends only when its signal fires, and says so. */
function waiting() {
  const state = { started: 0, aborted: 0 };
  const work = (signal?: AbortSignal): Promise<never> => {
    state.started++;
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        state.aborted++;
        reject(new AccordError('aborted', 'aborted', 'again', { cause: signal.reason }));
      });
    });
  };
  return { state, work };
}

async function events(response: Response): Promise<{ event: string; data: Record<string, unknown> }[]> {
  return (await response.text())
    .split('\n\n')
    .filter(Boolean)
    .map((block) => {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block)!;
      return { event: event!, data: JSON.parse(data!) };
    });
}

describe('POST /v1/answer', () => {
  test('answers in JSON with citations and trace', async () => {
    const response = await post(await start(), '/v1/answer', { question: 'Where does Vienna lie?' });
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Answer;
    expect(answer).toMatchObject({ text: texts[0], abstained: false, trace: { read: 2, reader: 'whole' } });
    expect(answer.citations).toMatchObject([{ number: 1, passageId: 'p0', quote: texts[0] }]);
  });

  test('passes the options on', async () => {
    const seen: RetrieveOptions[] = [];
    const server = await start({
      retrieve: (query, options) => {
        seen.push(options);
        return retrieve(query, options);
      },
    });
    const filter = { and: [{ field: 'source', eq: 'a' }, { not: { field: 'year', gte: 2020 } }] };
    const response = await post(server, '/v1/answer', { question: 'Where?', k: 1, depth: 3, retriever: 'bm25', filter });
    expect(response.status).toBe(200);
    expect(seen[0]).toMatchObject({ k: 3, mode: 'bm25', filter });
  });

  test('streams events where the client accepts them', async () => {
    const response = await post(await start(), '/v1/answer', { question: 'Where?' }, { headers: { Accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const all = await events(response);
    expect(all.map(({ event }) => event)).toEqual(['retrieval-end', 'claims-end', 'decision', 'answer-delta', 'answer-end']);
    expect(all[3]!.data).toEqual({ type: 'answer-delta', text: texts[0] });
    expect(all[4]!.data).toMatchObject({ type: 'answer-end', answer: { text: texts[0], citations: [{ number: 1 }] } });
  });

  test('writes a long answer piece by piece, where its reader does', async () => {
    const sentences = texts.slice(0, 2).map((text, i) => {
      const start = i * (texts[0]!.length + 1);
      return { start, end: start + text.length, evidence: [{ passageId: `p${i}`, start: 0, end: text.length }] };
    });
    const server = await start({
      async *compose({ passages: [first, second] }) {
        yield first!.passage.text;
        yield ` ${second!.passage.text}`;
        return { text: `${texts[0]} ${texts[1]}`, sentences };
      },
    });
    const body = { question: 'Where?', form: 'long', policy: { answers: 'several' } };
    const all = await events(await post(server, '/v1/answer', body, { headers: { Accept: 'text/event-stream' } }));
    expect(all.filter(({ event }) => event === 'answer-delta').map(({ data }) => data.text)).toEqual([texts[0], ` ${texts[1]}`]);
    const { answer } = all.at(-1)!.data as { answer: Answer };
    expect(answer.sentences!.map(({ citations }) => citations)).toEqual([[1], [2]]);

    const refused = await post(await start(), '/v1/answer', body);
    expect([refused.status, ((await refused.json()) as ErrorBody).error.message]).toEqual([400, expect.stringContaining('whole')]);
  });

  test('with a reranker answers by its order, and tells it as an event of its own', async () => {
    const server = await start({ reranker: reversing });
    const answer = (await (await post(server, '/v1/answer', { question: 'Where?' })).json()) as Answer;
    expect(answer).toMatchObject({ text: texts[2], trace: { reranker: 'reversing', timings: { rerank: expect.any(Number) } } });
    const all = await events(await post(server, '/v1/answer', { question: 'Where?' }, { headers: { Accept: 'text/event-stream' } }));
    expect(all.map(({ event }) => event)).toEqual(['retrieval-end', 'rerank-end', 'claims-end', 'decision', 'answer-delta', 'answer-end']);
    expect(all[1]!.data).toMatchObject({ passages: [{ passage: { id: 'p2' }, scores: { useful: 1 } }, {}, { passage: { id: 'p0' } }] });
  });

  test('tells what fails before the first event by status, what fails later by event', async () => {
    const headers = { Accept: 'text/event-stream' };
    const early = await post(
      await start({ retrieve: () => Promise.reject(new Error('no')) }),
      '/v1/answer',
      { question: 'W?' },
      { headers },
    );
    expect([early.status, await early.json()]).toEqual([500, errorBody('internal')]);
    const late = await post(await start({ read: () => Promise.reject(new Error('no')) }), '/v1/answer', { question: 'W?' }, { headers });
    expect(late.status).toBe(200);
    expect((await events(late)).map(({ event, data }) => [event, data.error])).toEqual([
      ['retrieval-end', undefined],
      ['error', errorBody('internal').error],
    ]);
  });

  test.each(['application/json', 'text/event-stream'])('aborts the reader when the client leaves (%s)', async (accept) => {
    const { state, work } = waiting();
    const server = await start({ read: ({ signal }) => work(signal) });
    const controller = new AbortController();
    const response = post(server, '/v1/answer', { question: 'Where?' }, { signal: controller.signal, headers: { Accept: accept } });
    const left = response.then((r) => r.text()).catch(() => 'left');
    await until(() => state.started === 1);
    expect(state.aborted).toBe(0);
    controller.abort();
    await until(() => state.aborted === 1);
    expect(await left).toBe('left');
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  test('aborts retrieval when the client leaves', async () => {
    const { state, work } = waiting();
    const server = await start({ retrieve: (_query, { signal }) => work(signal) });
    const controller = new AbortController();
    const left = post(server, '/v1/answer', { question: 'Where?' }, { signal: controller.signal }).catch(() => {});
    await until(() => state.started === 1);
    controller.abort();
    await until(() => state.aborted === 1);
    await left;
  });

  test('stops at the time limit with 504 and aborts the work', async () => {
    const { state, work } = waiting();
    const server = await start({ read: ({ signal }) => work(signal), limits: { requestTimeout: 50 } });
    const response = await post(server, '/v1/answer', { question: 'Where?' });
    expect([response.status, await response.json()]).toEqual([504, errorBody('timeout')]);
    expect(state.aborted).toBe(1);
  });

  test('stops at the time limit although the work does not listen', async () => {
    const server = await start({ read: () => new Promise(() => {}), limits: { requestTimeout: 50 } });
    expect((await post(server, '/v1/answer', { question: 'Where?' })).status).toBe(504);
    const stream = await post(server, '/v1/answer', { question: 'Where?' }, { headers: { Accept: 'text/event-stream' } });
    expect((await events(stream)).at(-1)).toMatchObject({ event: 'error', data: { error: { code: 'timeout' } } });
  });

  test('answers many at once, each its own question', async () => {
    let atOnce = 0;
    let most = 0;
    const server = await start({
      retrieve: async (query, options) => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 20));
        atOnce--;
        return retrieve(query, options);
      },
    });
    const questions = Array.from({ length: 40 }, (_, index) => `Question ${index}?`);
    const answers = await Promise.all(
      questions.map(async (question) => (await post(server, '/v1/answer', { question })).json() as Promise<Answer>),
    );
    expect(answers.map((answer) => answer.question)).toEqual(questions);
    expect(most).toBeGreaterThan(1);
  });
});

describe('POST /v1/search', () => {
  test('returns the best passages with scores and ranks', async () => {
    const response = await post(await start(), '/v1/search', { query: 'Danube', k: 2 });
    expect([response.status, await response.json()]).toEqual([200, { passages: passages.slice(0, 2) }]);
  });

  test('reranks on demand 50, or k where that is more, and returns the best k', async () => {
    const depths: number[] = [];
    const server = await start({
      reranker: reversing,
      retrieve: (query, options) => {
        depths.push(options.k);
        return retrieve(query, options);
      },
    });
    const search = async (body: object) => {
      const { passages } = (await (await post(server, '/v1/search', { query: 'Danube', ...body })).json()) as { passages: ScoredPassage[] };
      return passages.map(({ passage, scores }) => [passage.id, scores.useful]);
    };
    expect(await search({ k: 2, rerank: true })).toEqual([
      ['p2', 1],
      ['p1', 1 / 2],
    ]);
    expect(await search({ k: 1 })).toEqual([['p0', undefined]]);
    await search({ k: 80, rerank: true });
    expect(depths).toEqual([50, 1, 80]);
  });

  test('refuses to rerank without a reranker', async () => {
    const response = await post(await start(), '/v1/search', { query: 'Danube', rerank: true });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { message: expect.stringContaining('rerank') } }]);
  });

  test('aborts when the client leaves', async () => {
    const { state, work } = waiting();
    const server = await start({ retrieve: (_query, { signal }) => work(signal) });
    const controller = new AbortController();
    const left = post(server, '/v1/search', { query: 'x' }, { signal: controller.signal }).catch(() => {});
    await until(() => state.started === 1);
    controller.abort();
    await until(() => state.aborted === 1);
    await left;
  });

  test('takes a question of 100,000 characters', async () => {
    expect((await post(await start(), '/v1/search', { query: 'word '.repeat(20_000) })).status).toBe(200);
  });
});

describe('bad requests', () => {
  test.each([
    ['/v1/answer', {}, 'question'],
    ['/v1/answer', { question: '' }, 'question: is empty'],
    ['/v1/answer', { question: ' \n' }, 'question: is empty'],
    ['/v1/answer', { question: 7 }, 'question'],
    ['/v1/answer', { question: 'W?', k: 0 }, 'k: '],
    ['/v1/answer', { question: 'W?', k: 1.5 }, 'k: '],
    ['/v1/answer', { question: 'W?', k: 1001 }, 'k: '],
    ['/v1/answer', { question: 'W?', retriever: 'magic' }, 'retriever: '],
    ['/v1/answer', { question: 'W?', form: 'epic' }, 'form: '],
    ['/v1/answer', { question: 'W?', colour: 'red' }, 'colour'],
    ['/v1/answer', { question: 'W?', filter: { field: 'a', like: 'b' } }, 'filter: '],
    ['/v1/answer', { question: 'W?', filter: { or: [] } }, 'filter: '],
    ['/v1/answer', { question: 'W?', filter: null }, 'filter: '],
    ['/v1/answer', [], 'expected object'],
    ['/v1/answer', null, 'expected object'],
    ['/v1/answer', '{"question": "W?"', 'no JSON'],
    ['/v1/answer', '', 'no JSON'],
    ['/v1/search', { query: '' }, 'query: is empty'],
    ['/v1/search', { query: 'x', k: -1 }, 'k: '],
  ])('%s %j is refused with 400, naming the part', async (path, body, part) => {
    const response = await post(await start(), path, body);
    const { error } = (await response.json()) as ErrorBody;
    expect([response.status, error.code]).toEqual([400, 'invalid-input']);
    expect(error.message).toContain(part);
    expect(error.hint).toContain('/openapi.json');
  });

  test('bytes that are not UTF-8 are refused', async () => {
    const body = Buffer.concat([Buffer.from('{"question":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const response = await fetch(`${(await start()).url}/v1/answer`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    expect([response.status, ((await response.json()) as ErrorBody).error.message]).toEqual([400, 'The body is not UTF-8.']);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])('content type %j is refused with 415', async (type) => {
    const response = await post(await start(), '/v1/answer', { question: 'W?' }, { headers: { 'Content-Type': type } });
    expect([response.status, await response.json()]).toEqual([415, errorBody('unsupported-media-type')]);
  });

  test('a JSON content type with a charset is taken', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    expect((await post(await start(), '/v1/answer', { question: 'W?' }, { headers })).status).toBe(200);
  });

  test('a body past the limit is refused with 413, with and without its length told', async () => {
    const server = await start({ limits: { maxBodyBytes: 1000 } });
    const large = JSON.stringify({ question: 'x'.repeat(1000) });
    const told = await post(server, '/v1/answer', large);
    expect([told.status, await told.json()]).toEqual([413, errorBody('too-large')]);
    const chunks = new ReadableStream({
      pull(controller) {
        controller.enqueue(Buffer.from('x'.repeat(600)));
      },
    });
    const chunked = await fetch(`${server.url}/v1/answer`, {
      method: 'POST',
      body: chunks,
      duplex: 'half',
      headers: { 'Content-Type': 'application/json' },
    } as RequestInit);
    expect([chunked.status, await chunked.json()]).toEqual([413, errorBody('too-large')]);
    expect((await post(server, '/v1/answer', { question: 'Still there?' })).status).toBe(200);
  });

  test('a body that does not arrive is given up with 408', async () => {
    const server = await start({ limits: { requestTimeout: 50 } });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const slow = request(`${server.url}/v1/answer`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Length': '100' },
      });
      slow.on('response', (response) => {
        resolve(response.statusCode);
        slow.destroy();
      });
      slow.on('error', reject);
      slow.write('{');
    });
    expect(status).toBe(408);
  });

  test('unknown routes answer 404, wrong methods 405 with those allowed', async () => {
    const { url } = await start();
    const unknown = await fetch(`${url}/v2/answer`);
    expect([unknown.status, await unknown.json()]).toEqual([404, errorBody('not-found')]);
    for (const [path, method, allow] of [
      ['/v1/answer', 'GET', 'POST'],
      ['/v1/search', 'DELETE', 'POST'],
      ['/healthz', 'PUT', 'GET, HEAD'],
      ['/openapi.json', 'PATCH', 'GET, HEAD'],
    ] as const) {
      const response = await fetch(url + path, { method });
      expect([response.status, response.headers.get('allow'), await response.json()]).toEqual([
        405,
        allow,
        errorBody('method-not-allowed'),
      ]);
    }
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  test('a request that is none is answered with 400', async () => {
    const { port } = new URL((await start()).url);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.end('NOT HTTP\r\n\r\n'));
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('close', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each([
    [new AccordError('invalid-input', 'The vector has NaN.', 'Fix it.'), 400, 'invalid-input', 'The vector has NaN.'],
    [new AccordError('store-locked', '/secret/path is locked', 'h'), 503, 'store-locked', 'Something the server needs is not available.'],
    [new AccordError('network', 'http://secret is away', 'h'), 503, 'network', 'Something the server needs is not available.'],
    [new AccordError('store-corrupt', '/secret/path', 'h'), 500, 'store-corrupt', 'The server failed to answer.'],
    [new TypeError('secret'), 500, 'internal', 'The server failed to answer.'],
  ])('%s becomes %i without inner details; the log gets them', async (cause, status, code, message) => {
    const logged: unknown[] = [];
    const server = await start({ retrieve: () => Promise.reject(cause), onError: (error) => logged.push(error.cause) });
    const response = await post(server, '/v1/answer', { question: 'W?' }, { headers: { 'X-Request-Id': 'abc-1' } });
    expect([response.status, await response.json()]).toMatchObject([status, { error: { code, message } }]);
    expect(logged).toEqual([cause]);
  });
});

describe('the endpoint', () => {
  test('takes a request id or makes one, for errors too', async () => {
    const { url } = await start();
    const own = await fetch(`${url}/healthz`, { headers: { 'X-Request-Id': 'abc-123' } });
    expect(own.headers.get('x-request-id')).toBe('abc-123');
    expect((await fetch(`${url}/nothing`)).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    const forged = await fetch(`${url}/healthz`, { headers: { 'X-Request-Id': 'a b"<script>' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  test('is ready when the store answers, and not when it does not', async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready', passages: 3 });
    const broken = await start({ count: () => Promise.reject(new AccordError('network', 'away', 'wait')) });
    const response = await fetch(`${broken.url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, errorBody('network')]);
    expect((await fetch(`${broken.url}/healthz`)).status).toBe(200);
  });

  test('describes itself; every reference leads somewhere', async () => {
    const document = (await (await fetch(`${(await start()).url}/openapi.json`)).json()) as Tree;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(at(document, '#/paths')!)).toEqual(['/v1/answer', '/v1/search', '/v1/feedback', '/healthz', '/readyz']);
    const request = at(document, '#/components/schemas/AnswerRequest');
    expect(request).toMatchObject({ required: ['question'], additionalProperties: false });
    expect(at(request, '#/properties/filter')).toEqual({ $ref: '#/components/schemas/Filter' });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, to]) => to!);
    expect(references).toContain('#/components/schemas/Filter');
    for (const reference of references) expect(at(document, reference), reference).toBeTypeOf('object');
  });

  test('lets requests in flight finish when it closes, and takes no new ones', async () => {
    let finish = () => {};
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let started = false;
    const server = await start({
      read: async (request) => {
        started = true;
        await gate;
        return read(request);
      },
    });
    const inFlight = post(server, '/v1/answer', { question: 'Where?' });
    await until(() => started);
    const closed = server.close(10_000);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await inFlight).json()).toMatchObject({ text: texts[0] });
    await closed;
  });

  test('aborts at the end of the grace period what still runs, and says so', async () => {
    const { state, work } = waiting();
    const server = await start({ read: ({ signal }) => work(signal) });
    const inFlight = post(server, '/v1/answer', { question: 'Where?' });
    await until(() => state.started === 1);
    const closed = server.close(20);
    const response = await inFlight;
    expect([response.status, await response.json()]).toEqual([503, errorBody('unavailable')]);
    expect(state.aborted).toBe(1);
    await closed;
  });

  test.each([
    [{ port: -1 }, 'invalid-config'],
    [{ host: 'no-such-host.invalid' }, 'invalid-config'],
    [{ limits: { maxK: 0 } }, 'invalid-config'],
  ])('refuses to start with %j', async (options, code) => {
    await expect(start(options)).rejects.toMatchObject({ code, hint: expect.any(String) });
  });

  test('refuses a port in use, naming it', async () => {
    const { port } = new URL((await start()).url);
    await expect(start({ port: Number(port) })).rejects.toThrow(`127.0.0.1:${port} is in use`);
  });
});
