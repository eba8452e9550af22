import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { PipelineEvent } from '../../answer.ts';
import type { Pipeline } from '../../pipeline.ts';
import type { AppEnv } from '../app-env.ts';
import { toHttpError } from '../http-error.ts';
import type { Limits } from '../limits.ts';
import type { OnHttpError } from '../on-http-error.ts';
import { unlessAborted } from '../request-lifetime.ts';
import { AnswerResponse, answerRequest, failures } from '../schemas.ts';

interface AnswerRouteOptions {
  pipeline: Pipeline;
  limits: Limits;
  onError: OnHttpError;
}

const sse = 'text/event-stream';

/** `POST /v1/answer`: the answer as JSON, or step by step as server-sent events where the client accepts them. */
export function answerRoute(app: OpenAPIHono<AppEnv>, { pipeline, limits, onError }: AnswerRouteOptions): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/answer',
    summary: 'Answer a question with citations',
    description: `With "Accept: ${sse}" the events retrieval-end, rerank-end (with a reranker), claims-end, decision, answer-delta and answer-end, or error in place of the rest.`,
    request: { body: { required: true, content: { 'application/json': { schema: answerRequest(limits) } } } },
    responses: {
      200: {
        description: 'The answer',
        content: { 'application/json': { schema: AnswerResponse }, [sse]: { schema: { type: 'string' } } },
      },
      ...failures,
    },
  });
  app.openapi(route, async (c) => {
    const { question, ...options } = c.req.valid('json');
    const signal = c.get('signal');
    if (!c.req.header('accept')?.includes(sse)) {
      return c.json(await unlessAborted(pipeline.answer(question, { ...options, signal }), signal), 200);
    }
    const events = pipeline.stream(question, { ...options, signal })[Symbol.asyncIterator]();
    // What fails before the first event still gets its status.
    const first = await unlessAborted(events.next(), signal);
    return sendEvents(c, first, events, onError) as never;
  });
}

function sendEvents(
  c: Context<AppEnv>,
  first: IteratorResult<PipelineEvent>,
  events: AsyncIterator<PipelineEvent>,
  onError: OnHttpError,
): Response {
  const signal = c.get('signal');
  // Proxies must not collect the events.
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, (stream) => {
    const work = (async () => {
      try {
        for (let event = first; !event.done; event = await unlessAborted(events.next(), signal)) {
          await stream.writeSSE({ event: event.value.type, data: JSON.stringify(event.value) });
        }
      } catch (cause) {
        const error = toHttpError(cause, c.get('requestId'));
        onError(error, c);
        await stream.writeSSE({ event: 'error', data: JSON.stringify({ type: 'error', ...error.body }) });
        // Not awaited: a part that does not heed the signal may never end.
        events.return?.().catch(() => {});
      }
    })();
    c.get('endsWith')(work);
    return work;
  });
}
