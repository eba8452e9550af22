import { AccordError } from '../errors.ts';

export interface MetadataFlags {
  source?: string | undefined;
  publishedAt?: string | undefined;
  authority?: string | undefined;
  acl?: string | undefined;
  set?: string[] | undefined;
}

/**
 * The fields that flags give to every document. The value of `--set KEY=VALUE` is JSON where it reads as such (numbers, true, lists),
 * else text.
 *
 * @throws AccordError `invalid-config` for a `--set` without a key or `=`
 */
export function metadataOf({ set = [], ...named }: MetadataFlags): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(named)) if (value !== undefined) metadata[key] = value;
  for (const text of set) {
    const at = text.indexOf('=');
    if (at < 1) throw new AccordError('invalid-config', `--set ${text} has no key.`, 'Write --set key=value.');
    metadata[text.slice(0, at).trim()] = jsonOrText(text.slice(at + 1));
  }
  return metadata;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
