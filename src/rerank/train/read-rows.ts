import { z } from 'zod';
import { AccordError, throwIfAborted } from '../../errors.ts';
import { lines } from '../../retrieval/ingest/lines.ts';
import { fileBytes } from './file-bytes.ts';
import { TrainingRow } from './rows.ts';

/** Longer lines are no training rows but a wrong file. */
const maxRowBytes = 64 * 2 ** 20;

export interface ReadRowsOptions {
  /** Takes the error of an invalid row, which is then left out; without it the first one is thrown. */
  onInvalid?: ((error: AccordError) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * The rows of a JSON Lines file, `.gz` too, one at a time; blank lines are passed over. Training rows unless another schema is given.
 *
 * @throws AccordError `invalid-input` naming the row for one that is no JSON or does not fit the schema, and for a file without rows;
 * `not-found`, `unreadable-file`, `aborted`.
 */
export function readTrainingRows(path: string, options?: ReadRowsOptions): AsyncGenerator<TrainingRow> {
  return readRowsAs(TrainingRow, path, options);
}

/** {@link readTrainingRows} for rows of another schema. */
export async function* readRowsAs<T extends z.ZodType>(
  schema: T,
  path: string,
  { onInvalid, signal }: ReadRowsOptions = {},
): AsyncGenerator<z.infer<T>> {
  let rows = 0;
  for await (const { number, content } of lines(fileBytes(path), path, maxRowBytes)) {
    throwIfAborted(signal);
    if (content === '' || (typeof content === 'string' && content.trim() === '')) continue;
    rows++;
    let row: z.infer<T>;
    try {
      if (typeof content !== 'string') throw content;
      row = parse(schema, content, `${path}, row ${number}`);
    } catch (error) {
      if (!onInvalid || !AccordError.isInstance(error)) throw error;
      onInvalid(error);
      continue;
    }
    yield row;
  }
  if (rows === 0) throw new AccordError('invalid-input', `${path} holds no rows.`, 'Write one JSON object a line.');
}

const hint = 'Correct the row, or leave such rows out and count them with --skip-invalid (option onInvalid).';

function parse<T extends z.ZodType>(schema: T, line: string, where: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AccordError('invalid-input', `${where} is not valid JSON: ${(cause as Error).message}`, hint, { cause });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => (at.length > 0 ? `${z.core.toDotPath(at)}: ${message}` : message));
  throw new AccordError('invalid-input', `${where}: ${issues.join('; ')}.`, hint);
}
