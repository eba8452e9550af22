import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { AccordError } from '../errors.ts';
import type { Pipeline } from '../pipeline.ts';
import type { Reranker } from '../rerank/reranker.ts';
import type { PassageStore } from '../retrieval/store/store.ts';
import type { AppEnv } from './app-env.ts';
import { policyComponent } from './decision-schemas.ts';
import { documentation, HttpError, toHttpError } from './http-error.ts';
import { jsonBody } from './json-body.ts';
import { Limits } from './limits.ts';
import { methodNotAllowed } from './method-not-allowed.ts';
import type { OnHttpError } from './on-http-error.ts';
import { requestLifetime } from './request-lifetime.ts';
import { answerRoute } from './routes/answer.ts';
import { feedbackRoute } from './routes/feedback.ts';
import { healthRoutes } from './routes/health.ts';
import { searchRoute } from './routes/search.ts';
import { filterComponent } from './schemas.ts';

export interface AppOptions {
  pipeline: Pipeline;
  store: Pick<PassageStore, 'retrieve' | 'count'>;
  /** For searches with `rerank`; answers are up to the pipeline. */
  reranker?: Reranker | undefined;
  limits?: z.input<typeof Limits> | undefined;
  /** Fires when the server gives up on the requests in flight. */
  closing?: AbortSignal | undefined;
  /** Told of every failed request, for the log. */
  onError?: OnHttpError | undefined;
}

/**
 * The HTTP endpoint as a Hono app: mount it in another, or let `serve` listen.
 *
 * @throws AccordError `invalid-config` for limits that are none
 * @example
 * const app = createApp({ pipeline, store });
 * const response = await app.request('/v1/answer', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"question":"Who?"}' });
 */
export function createApp({ pipeline, store, reranker, limits: given = {}, closing, onError = () => {} }: AppOptions): OpenAPIHono<AppEnv> {
  const limits = parseLimits(given);
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(result.error);
    },
  });
  app.onError((cause, c) => {
    const error = toHttpError(cause, c.get('requestId'));
    onError(error, c);
    return c.json(error.body, error.status);
  });
  app.notFound((c) => {
    throw new HttpError(404, 'not-found', `There is no ${c.req.path}.`, documentation);
  });
  app.use(requestId(), requestLifetime({ requestTimeout: limits.requestTimeout, closing }));
  app.use('/v1/*', jsonBody(limits));

  answerRoute(app, { pipeline, limits, onError });
  searchRoute(app, { store, reranker, limits });
  feedbackRoute(app, { pipeline });
  healthRoutes(app, { store });
  app.openAPIRegistry.registerComponent('schemas', 'Filter', filterComponent);
  app.openAPIRegistry.registerComponent('schemas', 'Policy', policyComponent);
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'accord-rag', version: '1' } });
  methodNotAllowed(app);
  return app;
}

function parseLimits(given: z.input<typeof Limits>): Limits {
  const parsed = Limits.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AccordError('invalid-config', `Limits of the endpoint: ${issues(parsed.error)}`, 'Limits are whole numbers from 1.');
}

function invalid(error: z.core.$ZodError): HttpError {
  return new HttpError(400, 'invalid-input', issues(error), documentation);
}

function issues(error: z.core.$ZodError): string {
  return error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ');
}
