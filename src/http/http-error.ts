import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AccordError, type ErrorCode } from '../errors.ts';

export interface ErrorBody {
  error: { code: string; message: string; hint: string };
}

/** An error as the client sees it. */
export class HttpError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly hint: string;

  constructor(status: ContentfulStatusCode, code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.hint = hint;
  }

  get body(): ErrorBody {
    return { error: { code: this.code, message: this.message, hint: this.hint } };
  }
}

const statuses: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  'invalid-input': 400,
  'not-found': 404,
  'too-large': 413,
  'store-locked': 503,
  'disk-full': 503,
  'model-missing': 503,
  'data-missing': 503,
  network: 503,
  timeout: 504,
};

/** What is at fault on the server's side is told in general terms only: messages name paths and addresses. It belongs in the log. */
export function toHttpError(error: unknown, requestId: string): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof HTTPException) {
    const code = error.status === 415 ? 'unsupported-media-type' : 'invalid-input';
    return new HttpError(error.status as ContentfulStatusCode, code, error.message, documentation, { cause: error });
  }
  const code = AccordError.isInstance(error) ? error.code : 'internal';
  const status = statuses[code] ?? 500;
  if (AccordError.isInstance(error) && status < 500) return new HttpError(status, code, error.message, error.hint, { cause: error });
  const message = status === 503 ? 'Something the server needs is not available.' : 'The server failed to answer.';
  return new HttpError(status, code, message, `Try again later; its log has more under request ${requestId}.`, { cause: error });
}

export const documentation = 'GET /openapi.json describes the requests.';
