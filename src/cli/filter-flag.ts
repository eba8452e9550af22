import { AccordError } from '../errors.ts';
import { type Filter, parseFilter } from '../retrieval/filter.ts';

/** @throws AccordError `invalid-config` when the text is no JSON, `invalid-input` when it is no filter */
export function parseFilterFlag(flag: string, text: string): Filter {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const example = `${flag} '{"field": "source", "eq": "handbook"}'`;
    throw new AccordError('invalid-config', `${flag} is no JSON: ${text}`, `For example: ${example}`, { cause });
  }
  return parseFilter(value, flag);
}
