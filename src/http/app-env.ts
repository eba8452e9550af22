import type { RequestIdVariables } from 'hono/request-id';

/** What middleware leaves for the routes. */
export interface AppEnv {
  Variables: RequestIdVariables & {
    /** Fires when the client is gone, the time is over or the server gives up; its reason is an `HttpError`. */
    signal: AbortSignal;
    /** The request ends with this promise instead of with its handler: for responses that stream. */
    endsWith: (work: Promise<unknown>) => void;
  };
}
