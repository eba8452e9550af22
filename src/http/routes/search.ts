import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Retriever } from '../../retrieval/retriever.ts';
import type { AppEnv } from '../app-env.ts';
import type { Limits } from '../limits.ts';
import { unlessAborted } from '../request-lifetime.ts';
import { failures, SearchResponse, searchRequest } from '../schemas.ts';

/** `POST /v1/search`: the best passages for a query. */
export function searchRoute(app: OpenAPIHono<AppEnv>, { store, limits }: { store: Retriever; limits: Limits }): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/search',
    summary: 'Find passages',
    request: { body: { required: true, content: { 'application/json': { schema: searchRequest(limits) } } } },
    responses: {
      200: { description: 'The passages, best first', content: { 'application/json': { schema: SearchResponse } } },
      ...failures,
    },
  });
  app.openapi(route, async (c) => {
    const { query, k, retriever, filter } = c.req.valid('json');
    const signal = c.get('signal');
    const passages = await unlessAborted(store.retrieve(query, { k, mode: retriever, filter, signal }), signal);
    return c.json({ passages }, 200);
  });
}
