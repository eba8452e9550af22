import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.ts';
import { documentation, HttpError } from './http-error.ts';
import { unlessAborted } from './request-lifetime.ts';

const json = /^application\/(?:[\w.-]+\+)?json$/i;

/**
 * Reads the body of a POST within the limits of size and time, before anything looks into it: what follows finds it cached.
 */
export function jsonBody({ maxBodyBytes }: { maxBodyBytes: number }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (c.req.method !== 'POST') return next();
    const type = c.req.header('content-type')?.split(';')[0]?.trim() ?? '';
    if (!json.test(type)) {
      const message = type ? `The body has the content type ${type}.` : 'The body has no content type.';
      throw new HttpError(415, 'unsupported-media-type', message, 'Send JSON with "Content-Type: application/json".');
    }
    const bytes = await readBytes(c.req.raw, maxBodyBytes, c.get('signal'));
    const text = decode(bytes);
    try {
      JSON.parse(text);
    } catch (cause) {
      throw new HttpError(400, 'invalid-input', `The body is no JSON: ${(cause as Error).message}.`, documentation, { cause });
    }
    // Typed as if it were no promise.
    c.req.bodyCache.text = Promise.resolve(text) as never;
    return next();
  });
}

async function readBytes(request: Request, limit: number, signal: AbortSignal): Promise<Buffer> {
  if (Number(request.headers.get('content-length')) > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await unlessAborted(reader.read(), signal);
      if (done) break;
      size += value.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(value);
    }
  } catch (error) {
    await reader?.cancel().catch(() => {});
    throw error instanceof HttpError && error.code === 'timeout' ? tooSlow() : error;
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HttpError(400, 'invalid-input', 'The body is not UTF-8.', 'Send the JSON as UTF-8.', { cause });
  }
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, 'too-large', `The body is larger than ${limit} bytes.`, 'Send less; the server sets the limit.');
}

function tooSlow(): HttpError {
  return new HttpError(408, 'timeout', 'The body did not arrive in time.', 'Send it again, faster.');
}
