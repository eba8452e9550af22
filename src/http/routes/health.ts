import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { PassageStore } from '../../retrieval/store/store.ts';
import type { AppEnv } from '../app-env.ts';
import { unlessAborted } from '../request-lifetime.ts';
import { failures } from '../schemas.ts';

const ok = z.object({ status: z.literal('ok') });
const ready = z.object({ status: z.literal('ready'), passages: z.int() });

/** `GET /healthz`: the process runs. `GET /readyz`: its store answers too. */
export function healthRoutes(app: OpenAPIHono<AppEnv>, { store }: { store: Pick<PassageStore, 'count'> }): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/healthz',
      summary: 'Does the process run?',
      responses: { 200: { description: 'It does', content: { 'application/json': { schema: ok } } } },
    }),
    (c) => c.json({ status: 'ok' as const }, 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/readyz',
      summary: 'Can it answer?',
      responses: {
        200: { description: 'The store answers', content: { 'application/json': { schema: ready } } },
        500: failures[500],
        503: failures[503],
        504: failures[504],
      },
    }),
    async (c) => c.json({ status: 'ready' as const, passages: await unlessAborted(store.count(), c.get('signal')) }, 200),
  );
}
