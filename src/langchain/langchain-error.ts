import { AccordError } from '../errors.ts';
import { HttpFailure } from '../llm/openai/http-failure.ts';
import { toAccordError } from '../llm/openai/server-error.ts';

/** The AccordError for what a model of LangChain or its provider's client threw. */
export function fromLangChain(error: unknown, model: string): AccordError {
  if (AccordError.isInstance(error)) return error;
  const { message, name, status, code, lc_error_code: kind } = error as Error & { status?: number; code?: unknown; lc_error_code?: string };
  if (/Unable to import|Unsupported \{ modelProvider|Unable to infer model provider/.test(message)) {
    const install = /@langchain\/[\w-]+/.exec(message)?.[0];
    const hint = install ? `Run: npm install ${install}` : 'Write PROVIDER:MODEL with a provider of LangChain, for example anthropic:NAME.';
    return new AccordError('invalid-config', `LangChain cannot open the model "${model}": ${message.split('\n')[0]}`, hint, {
      cause: error,
    });
  }
  if (name === 'AbortError' || kind === 'MODEL_ABORTED') {
    return new AccordError('aborted', 'The operation was aborted.', 'Run it again; finished work is kept.', { cause: error });
  }
  if (kind === 'MODEL_AUTHENTICATION' || /api ?key/i.test(message)) {
    const hint = "Set the environment variable that the provider's package of LangChain reads, for example ANTHROPIC_API_KEY.";
    return new AccordError('invalid-config', `The provider of "${model}" refused access, or its key is missing.`, hint, { cause: error });
  }
  // LangChain adds an address for help in a second paragraph.
  const reason = message.split('\n\n')[0]!;
  // Where a prompt is too long, the status is lost.
  const known = status ?? (name === 'ContextOverflowError' ? 400 : undefined);
  const failure = known !== undefined ? new HttpFailure(known, reason, String(code ?? kind ?? ''), null, 'json') : error;
  return toAccordError(failure, { url: `LangChain (${model})`, model });
}
