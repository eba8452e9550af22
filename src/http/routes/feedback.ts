import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { AccordError } from '../../errors.ts';
import type { Pipeline } from '../../pipeline.ts';
import type { AppEnv } from '../app-env.ts';
import { HttpError } from '../http-error.ts';
import { unlessAborted } from '../request-lifetime.ts';
import { FeedbackRequest, FeedbackResponse, failure, failures } from '../schemas.ts';

/** `POST /v1/feedback`: a person's word on whether a passage of an answer helped. */
export function feedbackRoute(app: OpenAPIHono<AppEnv>, { pipeline }: { pipeline: Pipeline }): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/feedback',
    summary: 'Say whether a passage of an answer helped',
    description: 'Both sides of a contradiction are kept; the same said twice counts once.',
    request: { body: { required: true, content: { 'application/json': { schema: FeedbackRequest } } } },
    responses: {
      200: { description: 'It is noted', content: { 'application/json': { schema: FeedbackResponse } } },
      ...failures,
      404: failure('The answer is not remembered, or had no such passage.'),
    },
  });
  app.openapi(route, async (c) => {
    const { answerId, passageId, helpful } = c.req.valid('json');
    const receipt = pipeline.feedback(answerId, passageId, helpful).catch((cause: unknown) => {
      if (!AccordError.isInstance(cause) || cause.code !== 'invalid-config') throw cause;
      throw new HttpError(
        404,
        'not-found',
        'This server remembers no answers.',
        'Its operator has to give it a log (rag serve --feedback).',
        { cause },
      );
    });
    return c.json(await unlessAborted(receipt, c.get('signal')), 200);
  });
}
