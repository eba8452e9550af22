import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { AccordError } from '../../errors.ts';

/**
 * The bytes of a file, uncompressed where its name ends in `.gz`.
 *
 * @throws AccordError `not-found`, `unreadable-file`
 */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    if (!path.toLowerCase().endsWith('.gz')) {
      yield* file;
      return;
    }
    const unzip = createGunzip();
    file.on('error', (error) => unzip.destroy(error));
    yield* file.pipe(unzip);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AccordError('not-found', `${path} does not exist.`, 'Check the path.', { cause });
    throw new AccordError('unreadable-file', `${path} cannot be read: ${message}`, 'Check the file; it may be truncated.', { cause });
  } finally {
    file.destroy();
  }
}
