import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { rerankDepth } from '../../pipeline-options.ts';
import type { Reranker } from '../../rerank/reranker.ts';
import type { Retriever } from '../../retrieval/retriever.ts';
import type { AppEnv } from '../app-env.ts';
import { documentation, HttpError } from '../http-error.ts';
import type { Limits } from '../limits.ts';
import { unlessAborted } from '../request-lifetime.ts';
import { failures, SearchResponse, searchRequest } from '../schemas.ts';

interface SearchRouteOptions {
  store: Retriever;
  reranker: Reranker | undefined;
  limits: Limits;
}

/** `POST /v1/search`: the best passages for a query. */
export function searchRoute(app: OpenAPIHono<AppEnv>, { store, reranker, limits }: SearchRouteOptions): void {
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
    const { query, k, retriever, rerank, filter } = c.req.valid('json');
    if (rerank && !reranker) throw new HttpError(400, 'invalid-input', 'rerank: this server has no reranker', documentation);
    const signal = c.get('signal');
    const search = async () => {
      const found = await store.retrieve(query, { k: rerank ? Math.max(k, rerankDepth) : k, mode: retriever, filter, signal });
      return rerank && found.length > 0 ? reranker!.rank(query, found, { topN: k, signal }) : found;
    };
    const passages = await unlessAborted(search(), signal);
    return c.json({ passages }, 200);
  });
}
