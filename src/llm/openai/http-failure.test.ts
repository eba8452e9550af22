import { expect, test } from 'vitest';
import { HttpFailure } from './http-failure.ts';
import { ContextOverflow } from './server-error.ts';

const of = (body: string, headers: Record<string, string> = {}) =>
  HttpFailure.of(new Response(null, { status: 400, headers }), body, (text) => text);

test.each([
  ['{"error": {"message": "no", "code": "c", "type": "t"}}', 'no', 'c t'],
  ['{"error": "no"}', 'no', ''],
  ['{"message": "no", "type": "t"}', 'no', 't'],
  ['{"detail": "Not Found"}', 'Not Found', ''],
  ['{"detail": [{"loc": ["body"]}]}', '[{"loc":["body"]}]', ''],
])('%s', async (body, reason, type) => {
  expect(await of(body)).toMatchObject({ status: 400, reason, type, format: 'json' });
});

test('pages and other texts', async () => {
  expect(await of('<html><head><title>Bad\nGateway</title>')).toMatchObject({ format: 'html', reason: 'Bad Gateway' });
  expect(await of('<p>', { 'content-type': 'text/html' })).toMatchObject({ format: 'html', reason: 'a page without a title' });
  expect(await of('upstream error')).toMatchObject({ format: 'garbled', reason: 'upstream error' });
  expect((await of('x'.repeat(1000))).reason.length).toBeLessThan(310);
});

test('Retry-After in seconds or as a date', async () => {
  expect((await of('', { 'retry-after': '2.5' })).retryAfter).toBe(2500);
  const date = new Date(Date.now() + 60_000).toUTCString();
  const wait = (await of('', { 'retry-after': date })).retryAfter!;
  expect(wait).toBeGreaterThan(50_000);
  expect(wait).toBeLessThanOrEqual(60_000);
  expect((await of('', { 'retry-after': 'soon' })).retryAfter).toBeNull();
  expect((await of('')).retryAfter).toBeNull();
});

// The words of OpenAI and vLLM, llama-cpp-python, llama.cpp, TGI.
test.each<[string, number | undefined, number | undefined]>([
  ["This model's maximum context length is 4096 tokens. However, your messages resulted in 4500 tokens.", 4096, 4500],
  [
    "This model's maximum context length is 4096 tokens. However, you requested 9051 tokens (9031 in the messages, 20 in the completion).",
    4096,
    9051,
  ],
  ['the request exceeds the available context size (4096 tokens), try increasing it', 4096, undefined],
  ['`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 4000 `inputs` tokens', 2048, 4000],
  ['prompt is too long', undefined, undefined],
])('tokens in %j', (reason, limit, requested) => {
  expect(new ContextOverflow(reason)).toMatchObject({ limit, requested });
});
