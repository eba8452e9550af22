import { createHash } from 'node:crypto';
import { AccordError } from '../../../errors.ts';
import type { SourceDocument } from '../document.ts';
import { parseFields } from '../fields.ts';
import type { ByteSource } from './format.ts';

const textKeys = ['text', 'contents', 'content', 'body'] as const;

/**
 * A row of a CSV or JSONL file as a document: `{id?, title?, text | contents | content | body, ...metadata}`, BEIR's `_id` too.
 * A row without id is named by its source and its content, so that other rows may come and go around it.
 *
 * @throws AccordError `invalid-input` naming the row
 */
export function rowDocument(row: unknown, source: ByteSource, where: string): SourceDocument {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw invalid(
      `${where}: expected an object with a field "text", got ${Array.isArray(row) ? 'an array' : row === null ? 'null' : `a ${typeof row}`}.`,
    );
  }
  const { text: _text, contents: _contents, content: _content, body: _body, ...rest } = row as Record<string, unknown>;
  const key = textKeys.find((name) => (row as Record<string, unknown>)[name] !== undefined);
  const value = key && (row as Record<string, unknown>)[key];
  if (key === undefined)
    throw invalid(`${where}: the field "text" is missing (its fields: ${Object.keys(row).slice(0, 12).join(', ') || 'none'}).`);
  if (typeof value !== 'string')
    throw invalid(
      `${where}: field "${key}" must be a string, got ${value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`}.`,
    );
  const fields = parseFields(rest, where);
  // Some BEIR rows have a title only.
  const text = value.trim() === '' ? fields.title : value;
  if (!text) throw invalid(`${where}: field "${key}" is empty.`);
  if (fields.id !== undefined) return { ...fields, id: fields.id, text };
  const hash = createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 12);
  return { ...fields, id: `${source.id}:${hash}`, idFromContent: true, text };
}

function invalid(message: string): AccordError {
  return new AccordError(
    'invalid-input',
    message,
    'Correct the row, or skip and count such rows with --skip-invalid (option skipInvalid).',
  );
}
