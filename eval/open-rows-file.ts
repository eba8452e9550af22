import { open } from 'node:fs/promises';
import { AccordError } from '../src/errors.ts';

export interface RowsFile {
  write(row: object): Promise<void>;
  close(): Promise<void>;
}

/**
 * A JSON Lines file for the rows, opened before the long work begins, so that a path that cannot be written is known at once.
 *
 * @throws AccordError `invalid-input` when the file cannot be written.
 */
export async function openRowsFile(path: string): Promise<RowsFile> {
  try {
    const file = await open(path, 'w');
    return { write: (row) => file.appendFile(`${JSON.stringify(row)}\n`), close: () => file.close() };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AccordError('invalid-input', `${path} cannot be written: ${reason}`, 'Name a file in a folder that exists.', { cause });
  }
}
