import { AccordError } from '../../errors.ts';

const hint = 'Give for example http://127.0.0.1:8080/v1; the key is read from the environment variable RAG_LLM_API_KEY.';

/** The address without a slash at its end. */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AccordError('invalid-config', `The address of the language model server, "${text}", is not an http or https URL.`, hint);
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new AccordError(
      'invalid-config',
      `The address of the language model server at ${url.host} carries credentials, a query or a fragment.`,
      hint,
    );
  }
  return url.href.replace(/\/+$/, '');
}
