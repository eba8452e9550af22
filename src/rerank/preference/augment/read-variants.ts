import { tolerantJson } from '../../../reader/chat/tolerant-json.ts';
import type { VariantKind } from './variants.ts';

/** A decomposition has up to three parts, every other rewrite is one. */
const most = (kind: VariantKind): number => (kind === 'decomposition' ? 3 : 1);

/** The questions of a model's reply: of JSON, else its lines that end in a question mark, or the code of a query. None where there is nothing of the kind. */
export function readVariants(kind: VariantKind, reply: string): string[] {
  const found = fromJson(tolerantJson(reply)) ?? (kind === 'sparql' ? fromCode(reply) : fromLines(reply));
  return found
    .map((text) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => /\p{L}/u.test(text))
    .slice(0, most(kind));
}

const keys = ['questions', 'question', 'queries', 'query'];

/** Undefined where it is no reply in JSON: the braces of a query look like one. */
function fromJson(content: unknown): string[] | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const record = content as Record<string, unknown>;
  const list = Array.isArray(content) ? content : keys.map((key) => record[key]).find((value) => value !== undefined);
  if (list === undefined) return undefined;
  const texts = [list].flat().flatMap((item: unknown) => (typeof item === 'object' && item !== null ? Object.values(item) : [item]));
  return texts.filter((text) => typeof text === 'string');
}

const fromLines = (reply: string): string[] =>
  reply
    .split('\n')
    .map((line) => line.replace(/^[\s\-*\d.)"“]+/u, '').replace(/["”\s]+$/u, ''))
    .filter((line) => line.endsWith('?'));

function fromCode(reply: string): string[] {
  const [query] = /\b(?:PREFIX|SELECT|ASK)\b[\s\S]*\}/i.exec(reply) ?? [];
  return query === undefined ? [] : [query];
}
