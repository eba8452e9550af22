import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AccordError } from '../src/errors.ts';

/**
 * The bytes of a file, uncompressed where its name ends in `.gz`.
 *
 * @throws AccordError `unreadable-file` for a file that cannot be read or is truncated.
 */
export async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const stream = path.endsWith('.gz') ? file.on('error', (error) => stream.destroy(error)).pipe(createGunzip()) : file;
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AccordError('unreadable-file', `${path} cannot be read: ${reason}`, 'Fetch the file again; it may be truncated.', { cause });
  } finally {
    file.destroy();
  }
}
