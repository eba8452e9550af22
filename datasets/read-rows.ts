import { z } from 'zod';
import { AccordError } from '../src/errors.ts';
import { readBytes } from './read-bytes.ts';

/**
 * The rows of a JSON Lines file; blank lines are skipped.
 *
 * @throws AccordError `invalid-input` with file and line number for a row that is no JSON or does not fit the schema,
 * `unreadable-file` for a file that cannot be read.
 */
export async function* readRows<T extends z.ZodType>(path: string, schema: T): AsyncGenerator<z.infer<T>> {
  let number = 0;
  for await (const line of readLines(path)) {
    number++;
    if (line.trim() !== '') yield parseRow(line, schema, `${path}:${number}`);
  }
}

/** Splits at line feeds only: JSON strings may hold U+2028 and U+2029, where `node:readline` would split. */
async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of readBytes(path)) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest) yield rest;
}

function parseRow<T extends z.ZodType>(line: string, schema: T, place: string): z.infer<T> {
  const hint = 'Correct the row, or fetch the file again.';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AccordError('invalid-input', `${place}: no JSON: ${line.slice(0, 80)}`, hint, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new AccordError('invalid-input', `${place}: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`, hint);
  }
  return parsed.data;
}
