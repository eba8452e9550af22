import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { numberedPassages, scriptedReader } from '../../test/scripted-reader.ts';
import { createPipeline } from '../pipeline.ts';
import type { FeedbackLog } from '../rerank/preference/feedback/feedback-log.ts';
import { openFeedbackLog } from '../rerank/preference/feedback/open-feedback-log.ts';
import { createApp } from './app.ts';

const scratch = mkdtempSync(join(tmpdir(), 'accord-http-feedback-'));
const log = await openFeedbackLog(join(scratch, 'feedback'));
afterAll(async () => {
  await log.close();
  rmSync(scratch, { recursive: true });
});

function app(feedback?: FeedbackLog) {
  const store = { ...numberedPassages(3), count: async () => 3 };
  return createApp({ pipeline: createPipeline({ store, reader: scriptedReader({ answer: () => '1969' }), feedback }), store });
}

const post = async (to: ReturnType<typeof app>, path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await to.request(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('feedback on an answer that was given', async () => {
  const server = app(log);
  const { body: answer } = await post(server, '/v1/answer', { question: 'When?' });
  const thumb = { answerId: answer.id, passageId: 'When?/1' };
  expect(await post(server, '/v1/feedback', { ...thumb, helpful: true })).toEqual({
    status: 200,
    body: { added: true, contradictory: false },
  });
  expect(await post(server, '/v1/feedback', { ...thumb, helpful: false })).toEqual({
    status: 200,
    body: { added: true, contradictory: true },
  });
  expect(await log.entries()).toMatchObject([
    { ...thumb, helpful: true },
    { ...thumb, helpful: false },
  ]);
});

test.each([
  ['an unknown answer', { answerId: 'none', passageId: 'p', helpful: true }, 404, /No answer "none"/],
  ['no verdict', { answerId: 'a', passageId: 'p' }, 400, /helpful/],
  ['a verdict that is none', { answerId: 'a', passageId: 'p', helpful: 'yes' }, 400, /helpful/],
])('%s', async (_, request, status, message) => {
  const { status: given, body } = await post(app(log), '/v1/feedback', request);
  expect(given).toBe(status);
  expect(body).toEqual({ error: { code: expect.any(String), message: expect.stringMatching(message), hint: expect.stringMatching(/./) } });
});

test('a server without a log says so', async () => {
  expect(await post(app(), '/v1/feedback', { answerId: 'a', passageId: 'p', helpful: true })).toMatchObject({
    status: 404,
    body: { error: { message: 'This server remembers no answers.' } },
  });
});
