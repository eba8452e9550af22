import { connectionReason } from '../../connection-reason.ts';
import { AccordError } from '../../errors.ts';
import { HttpFailure } from './http-failure.ts';
import { openAiUrl } from './options.ts';

/** Milliseconds the server asked us to wait, else null. */
export function retryAfter(error: unknown): number | null {
  return error instanceof HttpFailure ? error.retryAfter : null;
}

/**
 * Whether the same request may succeed later. Silence is given one more chance: each costs the whole time limit. A refused connection may pass
 * where the server has answered before: then it is restarting, else the address is wrong, which waiting does not mend.
 */
export function mayPass(error: unknown, { attempt, reached }: { attempt: number; reached: boolean }): boolean {
  if (isTimeout(error)) return attempt === 0;
  if (!(error instanceof HttpFailure)) return isLostConnection(error) && (reached || !wasRefused(error));
  // Some servers report a parameter that they do not know with status 500.
  if (
    isOverflow(error) ||
    /insufficient_quota|billing/.test(error.type) ||
    /validation error|not (supported|implemented)/i.test(error.reason)
  )
    return false;
  return error.status === 429 || error.status === 408 || error.status >= 500 || (error.status === 200 && error.format === 'garbled');
}

function isLostConnection(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}

function wasRefused(error: unknown): boolean {
  return /ENOTFOUND|ECONNREFUSED|EADDRNOTAVAIL/.test(connectionReason(error));
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** The words of OpenAI, vLLM, llama.cpp, llama-cpp-python, TGI and Ollama for a prompt that does not fit. */
const overflow =
  /context_length|context (length|window|size)|maximum context|max_total_tokens|too many tokens|prompt is too long|exceeds? .*(context|token)|tokens? .*exceed/i;

function isOverflow({ status, reason, type }: HttpFailure): boolean {
  return status >= 400 && overflow.test(`${type} ${reason}`);
}

/** Whether the server may have refused a request because of a parameter that it does not know or cannot fulfil. */
export function refusesParameter(error: unknown, names: RegExp): boolean {
  if (!(error instanceof HttpFailure)) return false;
  const { status, reason, type } = error;
  return [400, 404, 405, 415, 422, 500, 501].includes(status) && !isOverflow(error) && names.test(`${type} ${reason}`);
}

/** How many tokens fit and how many there were, as far as the server said so: the cause of a `too-large` error. */
export class ContextOverflow extends Error {
  override readonly name = 'ContextOverflow';
  readonly limit: number | undefined;
  readonly requested: number | undefined;

  constructor(reason: string) {
    super(reason);
    this.limit = numberAfter(/(?:context[_ ](?:length|size|window)(?: is| of)?|must be <=?)\D{0,12}(\d+)/i, reason);
    this.requested = numberAfter(/(?:requested|resulted in|given:|has|got)\D{0,12}(\d+)/i, reason);
  }
}

export function isUnknownModel(error: unknown): boolean {
  return (
    error instanceof HttpFailure &&
    [400, 404, 422].includes(error.status) &&
    !isOverflow(error) &&
    /model/i.test(`${error.type} ${error.reason}`)
  );
}

function numberAfter(pattern: RegExp, text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

interface Asked {
  url: string;
  model: string;
  /** What the server has instead, where it tells. */
  models?: readonly string[] | undefined;
}

/** The AccordError for what a request threw. Its message never holds the key. */
export function toAccordError(error: unknown, { url, model, models = [] }: Asked): AccordError {
  if (AccordError.isInstance(error)) return error;
  const fail = (code: AccordError['code'], message: string, hint: string, cause: unknown = error) =>
    new AccordError(code, message, hint, { cause });
  if (isTimeout(error)) {
    return fail(
      'timeout',
      `The language model server at ${url} did not answer in time.`,
      'Look at its load, ask for less at a time, or raise the time limit (timeout).',
    );
  }
  if (!(error instanceof HttpFailure)) {
    return fail(
      'network',
      `The language model server at ${url} cannot be reached: ${connectionReason(error)}.`,
      'Start it, or correct the address (--llm-base-url).',
    );
  }
  const { status, reason, type, format } = error;
  const says = `${status}${reason ? ` ${reason}` : ''}`;
  if (isOverflow(error)) {
    const hint = 'Give it fewer or shorter passages (--k), or start the server with a larger context.';
    return fail(
      'too-large',
      `The prompt does not fit into the context of ${model} at ${url}: ${reason}`,
      hint,
      new ContextOverflow(reason),
    );
  }
  if (status === 401 || status === 403) {
    const variable = url.startsWith(openAiUrl) ? 'OPENAI_API_KEY' : 'RAG_LLM_API_KEY';
    return fail(
      'invalid-config',
      `The language model server at ${url} refused access (${status}).`,
      `Set the environment variable ${variable} to a key with the needed rights.`,
    );
  }
  if (/insufficient_quota|billing/.test(type)) {
    return fail('invalid-config', `The account at ${url} has no quota left: ${reason}`, 'Raise its limit, or use another key or server.');
  }
  if (isUnknownModel(error)) {
    const known = models.length ? `It has ${models.slice(0, 10).join(', ')}.` : 'Ask it for its models: GET /models.';
    return fail('invalid-config', `The language model server at ${url} has no model "${model}": ${says}`, known);
  }
  if (status === 200 || format === 'html' || status === 404 || (status >= 300 && status < 400)) {
    const what = format === 'html' ? `with a page ("${reason}")` : status === 200 ? 'with something that is no JSON' : `${says}`;
    const hint = 'Correct the address (--llm-base-url): that of an OpenAI-compatible server mostly ends in /v1.';
    return fail(
      status >= 500 ? 'network' : 'unsupported-format',
      `${url} answers ${what}: it is no language model server, or not at this path.`,
      hint,
    );
  }
  if (status === 429 || status >= 500 || status === 408) {
    return fail(
      'network',
      `The language model server at ${url} cannot be used: it answers ${says}.`,
      'Try again later or with fewer requests at a time; finished work is kept.',
    );
  }
  return fail(
    'invalid-input',
    `The language model server at ${url} refused a request: ${says}`,
    'Check the options of the model against the documentation of the server.',
  );
}
