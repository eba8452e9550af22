/** An answer of a server that is no success, or no JSON. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';

  constructor(
    readonly status: number,
    /** What the server says about it, shortened; without the key. */
    readonly reason: string,
    /** The server's name for it, for example `context_length_exceeded`. */
    readonly type: string,
    /** Milliseconds that the server asked us to wait. */
    readonly retryAfter: number | null,
    /** `html`: a page instead of an answer; `garbled`: a body that is no JSON. */
    readonly format: 'json' | 'html' | 'garbled',
  ) {
    super(`${status} ${reason}`);
  }

  static async of(response: Response, body: string, hide: (text: string) => string): Promise<HttpFailure> {
    const { status, headers } = response;
    const html = headers.get('content-type')?.includes('html') || /^\s*<(!doctype|html)/i.test(body);
    const retryAfter = parseRetryAfter(headers.get('retry-after'));
    if (html) return new HttpFailure(status, hide(pageTitle(body)), '', retryAfter, 'html');
    const told = errorOf(body);
    if (!told) return new HttpFailure(status, hide(shorten(body)), '', retryAfter, 'garbled');
    return new HttpFailure(status, hide(shorten(told.message)), told.type, retryAfter, 'json');
  }
}

/** The shapes in use: `{error: {message, code, type}}`, `{error: "…"}`, `{message}`, `{detail}` (FastAPI). */
function errorOf(body: string): { message: string; type: string } | null {
  let content: unknown;
  try {
    content = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof content !== 'object' || content === null) return null;
  const { error = content } = content as { error?: unknown };
  if (typeof error === 'string') return { message: error, type: '' };
  const { message, detail, code, type } = (error ?? {}) as Record<string, unknown>;
  const text = message ?? detail ?? error;
  return { message: typeof text === 'string' ? text : JSON.stringify(text), type: [code, type].filter(Boolean).join(' ') };
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function parseRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  const delay = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(delay) ? Math.max(0, delay) : null;
}

function pageTitle(html: string): string {
  return shorten(/<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim() || 'a page without a title');
}

function shorten(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}
