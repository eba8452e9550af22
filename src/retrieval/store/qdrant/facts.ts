import { createHash } from 'node:crypto';
import type { Passage } from '../../../passage.ts';

type Scalar = string | number | boolean;

const longest = 200;

/** The fields a filter can name that have a value, each with its values. The passage's own come before metadata of the same name. */
export function filterFields({ id, title, document, duplicateCluster, metadata }: Passage): [string, Scalar[]][] {
  const own = {
    id,
    title,
    'document.id': document.id,
    'document.version': document.version,
    'document.uri': document.uri,
    duplicateCluster,
  };
  return Object.entries({ ...metadata, ...own })
    .map(([field, value]): [string, Scalar[]] => [field, [value].flat().filter((element) => element !== null && element !== undefined)])
    .filter(([, values]) => values.length > 0);
}

/**
 * That a field has a value, or this value, as one text. All facts of a passage are one array of its payload with one index, so that filters
 * on any field are fast: Qdrant cannot index fields it does not know, and reads every payload for a condition on one without index.
 */
export function fact(field: string, value?: Scalar): string {
  const text = JSON.stringify(value === undefined ? [field] : [field, value]);
  return text.length > longest ? createHash('sha256').update(text).digest('base64url') : text;
}

export function factsOf(fields: [string, Scalar[]][]): string[] {
  return fields.flatMap(([field, values]) => [fact(field), ...new Set(values.map((value) => fact(field, value)))]);
}
