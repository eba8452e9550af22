import { describe, expect, test } from 'vitest';
import type { Answer } from '../answer.ts';
import type { ScoredPassage } from '../passage.ts';
import { createPipeline } from '../pipeline.ts';
import type { Reader } from '../reader/reader.ts';
import { createApp } from './app.ts';
import { DecisionBody } from './decision-schemas.ts';
import { AnswerResponse } from './schemas.ts';

const law = (id: string, text: string, publishedAt: string, source: string): ScoredPassage => ({
  passage: { id, text, document: { id }, metadata: { publishedAt, source } },
  scores: { bm25: 1, useful: 0.9 },
  ranks: { bm25: 1 },
});
const passages = [law('old', 'three months', '2010-01-01', 'law'), law('new', 'four weeks', '2020-01-01', 'blog')];
const reader: Reader = {
  id: 'whole',
  read: async ({ passages }) =>
    passages.map(({ passage: { id, text } }, i) => ({
      answer: text,
      level: 'context',
      evidence: [{ passageId: id, start: 0, end: text.length }],
      confidence: text === 'Be brief.' ? 0.01 : 0.8 - i / 100,
    })),
};
const store = { retrieve: async () => passages, count: async () => passages.length };
const app = createApp({ pipeline: createPipeline({ store, reader, policy: { risk: 0.9 } }), store });

const ask = (body: object, headers: Record<string, string> = {}) =>
  app.request('/v1/answer', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ question: 'How long is the notice period?', ...body }),
  });

describe('POST /v1/answer decides', () => {
  test('by the policy of the server, or that of the request; the body is what the schema says', async () => {
    const plain = (await (await ask({})).json()) as Answer;
    expect(plain.text).toBe('three months');
    expect(AnswerResponse.strict().parse(plain)).toEqual(plain);
    const newest = (await (await ask({ policy: 'newest' })).json()) as Answer;
    expect(newest).toMatchObject({ text: 'four weeks', decision: { conflict: 'temporal', defeated: [{ rule: 'recency' }] } });
    expect(DecisionBody.strict().parse(newest.decision)).toEqual(newest.decision);
    expect(newest.decision.explanation).toContain('a newer claim says otherwise');
    expect(((await (await ask({ policy: { preset: 'newest' }, at: '2015-06-01T00:00:00+02:00' })).json()) as Answer).text).toBe(
      'three months',
    );
  });

  test('with assumptions, instruction and history; what a reader doubts of an instruction is no claim', async () => {
    const body = { assumptions: ['one day'], instruction: 'Be brief.', history: [{ question: 'Who?', answer: 'We.' }] };
    const answer = (await (await ask(body)).json()) as Answer;
    expect(answer.statements.map(({ id }) => id)).toEqual(['instruction:1', 'assumption:1']);
    expect(answer.claims.map(({ level }) => level)).toEqual(['instruction', 'context', 'context']);
    expect(answer.citations).toMatchObject([{ documentId: 'assumption:1', quote: 'one day' }]);
  });

  test('and tells it as an event', async () => {
    const text = await (await ask({ policy: 'newest' }, { Accept: 'text/event-stream' })).text();
    const data = /^event: decision\ndata: (.*)$/m.exec(text)![1]!;
    expect(JSON.parse(data)).toMatchObject({ type: 'decision', decision: { winners: [{ answer: 'four weeks' }] } });
  });

  test.each([
    [{ policy: 'strict' }, 'policy: There is no policy "strict"'],
    [{ policy: { dial: 2 } }, "policy: The policy's dial is 2"],
    [{ policy: { sources: ['a > b', 'b > a'] } }, 'a > b > a'],
    [{ policy: { presets: 'newest' } }, 'presets'],
    [{ policy: 3 }, 'policy'],
    [{ at: 'last spring' }, 'at: "last spring" is no ISO 8601 date'],
    [{ at: '2023-02-29' }, 'at: "2023-02-29"'],
    [{ assumptions: 'Rome' }, 'assumptions'],
    [{ history: [{ question: 'Who?' }] }, 'history.0.answer'],
  ])('refuses %j with 400, naming the part', async (body, part) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: { message: string } }).error.message).toContain(part);
  });

  test('the description has the policy with its presets and fields', async () => {
    const { components } = (await (await app.request('/openapi.json')).json()) as {
      components: { schemas: Record<string, { anyOf?: { enum?: string[]; properties?: object }[]; properties?: Record<string, object> }> };
    };
    const [names, fields] = components.schemas.Policy!.anyOf!;
    expect(names!.enum).toContain('newest');
    expect(Object.keys(fields!.properties!)).toEqual(expect.arrayContaining(['preset', 'dial', 'sources', 'risk']));
    expect(components.schemas.AnswerRequest!.properties!.policy).toMatchObject({ $ref: '#/components/schemas/Policy' });
    expect(components.schemas.Answer!.properties).toHaveProperty('decision');
  });
});
