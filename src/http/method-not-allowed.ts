import type { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { HttpError } from './http-error.ts';

/** Lets every path that has routes answer 405 to the other methods; to be called when all routes are there. */
export function methodNotAllowed(app: Hono<AppEnv>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const known = methods.get(path) ?? new Set();
    methods.set(path, known.add(method));
    if (method === 'GET') known.add('HEAD');
  }
  for (const [path, known] of methods) {
    const allow = [...known].join(', ');
    app.all(path, (c) => {
      c.header('Allow', allow);
      throw new HttpError(405, 'method-not-allowed', `${path} does not take ${c.req.method}.`, `Use ${allow}.`);
    });
  }
}
